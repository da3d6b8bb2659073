// Whether a claim or remark x lies between two cursors, each a reported day and an id.
($after IS NULL OR x.known_from > $after[0] OR (x.known_from = $after[0] AND x.id > $after[1]))
  AND ($before IS NULL OR x.known_from < $before[0] OR (x.known_from = $before[0] AND x.id < $before[1]))
