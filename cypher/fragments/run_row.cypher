// A run x of a sync as a row; the columns are those of schema.sync.SyncRun.of.
[x.id, x.source, x.started_at, x.finished_at, x.outcome, x.read, x.added, x.changed, x.withdrawn, x.rejected, x.message, x.dataset, x.day, x.digest, x.data_version, x.code, x.origin, x.took, x.not_before]
