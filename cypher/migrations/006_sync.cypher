// The ledger of syncs; what it holds has no versions.
CREATE CONSTRAINT sync_run_id IF NOT EXISTS FOR (n:SyncRun) REQUIRE n.id IS UNIQUE;
CREATE INDEX sync_run_source IF NOT EXISTS FOR (n:SyncRun) ON (n.source);
CREATE CONSTRAINT upstream_url IF NOT EXISTS FOR (n:Upstream) REQUIRE n.url IS UNIQUE;
