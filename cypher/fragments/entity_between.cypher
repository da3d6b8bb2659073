// Whether an entity's record x lies between two cursors, each a name and an id.
($after IS NULL OR x.sort_name > $after[0] OR (x.sort_name = $after[0] AND x.id > $after[1]))
  AND ($before IS NULL OR x.sort_name < $before[0] OR (x.sort_name = $before[0] AND x.id < $before[1]))
