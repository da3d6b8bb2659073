// The id of a run x of a sync.
x.id
