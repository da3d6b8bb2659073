// Which rows of each dataset of a source are set aside: by run its day, its outcome, the reasons, how many rows that were.
// A delta leaves what others set aside as it is: runs since the last whole version that was applied count, and with it
// the last run of all that got as far as the rows, be it one that was refused for them.
MATCH (n:SyncRun {source: $source}) WHERE n.outcome = 'SUCCEEDED' OR (n.outcome <> 'RUNNING' AND n.read > 0)
WITH n.dataset AS dataset, max(n.started_at) AS last,
  max(CASE WHEN n.outcome = 'SUCCEEDED' AND n.read > 0 AND NOT coalesce(n.delta, false) THEN n.started_at END) AS whole
MATCH (n:SyncRun {source: $source, dataset: dataset}) WHERE n.outcome <> 'RUNNING' AND n.read > 0
  AND (n.started_at = last OR (n.outcome = 'SUCCEEDED' AND n.started_at >= coalesce(whole, '')))
WITH dataset, n ORDER BY dataset, n.started_at
WITH dataset, collect([n.day, n.outcome, coalesce(n.rejects, []), coalesce(n.rejected, 0)]) AS runs
RETURN collect([dataset, [run IN runs WHERE run[3] > 0]]) AS answer
