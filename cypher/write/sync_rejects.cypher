// What the last run that read rows of each dataset of a source set aside, line by line, and how many rows that were.
MATCH (n:SyncRun {source: $source}) WHERE n.outcome <> 'RUNNING' AND n.read > 0
WITH n ORDER BY n.started_at DESC
WITH n.dataset AS dataset, collect(coalesce(n.rejects, [])) AS rejects, collect(coalesce(n.rejected, 0)) AS rows
WITH dataset, rejects[0] AS last, rows[0] AS count ORDER BY dataset
RETURN collect([dataset, last, count]) AS answer
