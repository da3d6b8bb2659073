// Notes in the ledger how a run of a sync ended; what has ended already stays so.
OPTIONAL MATCH (n:SyncRun {id: $id}) WHERE n.outcome = 'RUNNING'
SET n += $row
RETURN count(n) AS answer
