// What the last run on each dataset of a source that came to an end set aside, line by line.
MATCH (n:SyncRun {source: $source}) WHERE n.outcome <> 'RUNNING' AND n.digest IS NOT NULL
WITH n ORDER BY n.started_at DESC
WITH n.dataset AS dataset, collect(coalesce(n.rejects, [])) AS rejects
WITH dataset, rejects[0] AS last ORDER BY dataset
RETURN collect([dataset, last]) AS answer
