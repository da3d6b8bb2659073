// Which source each dataset is of that a sync keeps.
MATCH (d:Dataset) WHERE d.source IS NOT NULL
RETURN collect([d.name, d.source]) AS answer
