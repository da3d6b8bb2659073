// Whether a source's record x lies between two cursors, each an id.
($after IS NULL OR x.id > $after[0]) AND ($before IS NULL OR x.id < $before[0])
