// Notes in the ledger that a run of a sync has begun.
CREATE (n:SyncRun {id: $id, source: $source}) SET n += $row
RETURN n.id AS answer
