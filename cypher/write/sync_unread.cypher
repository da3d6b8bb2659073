// The stems of entities of a dataset whose rows are set aside: by the last whole version that was applied, and by the deltas since.
OPTIONAL MATCH (n:SyncRun {dataset: $dataset}) WHERE n.outcome = 'SUCCEEDED' AND n.read > 0
  AND NOT coalesce(n.delta, false)
WITH coalesce(max(n.started_at), '') AS whole
OPTIONAL MATCH (n:SyncRun {dataset: $dataset}) WHERE n.outcome = 'SUCCEEDED' AND n.started_at >= whole
UNWIND coalesce(n.unread, [null]) AS stem
RETURN collect(DISTINCT stem) AS answer
