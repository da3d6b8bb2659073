// When a run x of a sync began.
x.started_at
