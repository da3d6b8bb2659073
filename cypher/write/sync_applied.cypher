// The digests of the versions of a dataset that have been applied.
MATCH (n:SyncRun) WHERE n.dataset = $dataset AND n.outcome = 'SUCCEEDED' AND n.digest IS NOT NULL
RETURN collect(n.digest) AS answer
