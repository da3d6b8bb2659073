// Runs of syncs by id.
MATCH (x:SyncRun) WHERE x.id IN $ids
RETURN collect({{run_row}}) AS answer
