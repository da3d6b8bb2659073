// Notes in the ledger how a run of a sync ended.
MATCH (n:SyncRun {id: $id}) SET n += $row
RETURN n.id AS answer
