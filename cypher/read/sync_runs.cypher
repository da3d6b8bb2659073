// One page of the runs of syncs in the ledger, of one source or of all.
// Order: run_started, run_id.
CALL () {
  MATCH (x:SyncRun) WHERE ($source IS NULL OR x.source = $source) AND {{where}}
  WITH x, {{keys}} AS keys ORDER BY {{in_order}}
  RETURN collect([x, keys]) AS every
}
WITH {{page}}
RETURN [[null, [x IN {{on_page}} | {{run_row}}], {{keys_on_page}}, total]] AS answer
