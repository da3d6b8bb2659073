// Notes in the ledger how a run of a sync ended; one that has succeeded stays so, whatever goes wrong afterwards.
OPTIONAL MATCH (n:SyncRun {id: $id}) WHERE n.outcome <> 'SUCCEEDED'
SET n += $row
RETURN count(n) AS answer
