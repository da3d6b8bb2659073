// Notes in the ledger that runs of a source that were never ended have failed.
MATCH (n:SyncRun {source: $source}) WHERE n.outcome = 'RUNNING'
SET n += $row
RETURN count(*) AS answer
