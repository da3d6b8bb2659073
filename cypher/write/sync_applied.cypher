// The digests of the versions of a dataset that have been applied, each with the day of which it was.
MATCH (n:SyncRun) WHERE n.dataset = $dataset AND n.outcome = 'SUCCEEDED' AND n.digest IS NOT NULL
WITH DISTINCT n.digest AS digest, n.day AS day
RETURN collect([digest, day]) AS answer
