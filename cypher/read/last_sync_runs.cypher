// The last run of each source, where it has had any.
UNWIND $sources AS source
CALL (source) {
  MATCH (x:SyncRun {source: source})
  WITH x ORDER BY x.started_at DESC, x.id LIMIT 1
  RETURN {{run_row}} AS run
}
RETURN collect([source, run]) AS answer
