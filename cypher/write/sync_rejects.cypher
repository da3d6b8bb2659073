// What the last run that read rows of each dataset of a source set aside, line by line.
MATCH (n:SyncRun {source: $source}) WHERE n.outcome <> 'RUNNING' AND n.read > 0
WITH n ORDER BY n.started_at DESC
WITH n.dataset AS dataset, collect(coalesce(n.rejects, [])) AS rejects
WITH dataset, rejects[0] AS last ORDER BY dataset
RETURN collect([dataset, last]) AS answer
