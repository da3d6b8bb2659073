// The records of sources, up to $limit, by id, with the day by which they are ordered.
MATCH (x:SourceRecord) WHERE {{stands}}
WITH x ORDER BY x.id LIMIT $limit
RETURN collect([{{source_row}}, x.published_lo]) AS answer
