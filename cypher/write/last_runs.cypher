// When the last run of each source began.
UNWIND $sources AS source
MATCH (n:SyncRun {source: source})
WITH source, max(n.started_at) AS last
RETURN collect([source, last]) AS answer
