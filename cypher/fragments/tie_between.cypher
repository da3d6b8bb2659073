// Whether a tie's state r lies between two cursors, each an earliest start and an id.
($after IS NULL OR r.earliest_start > $after[0] OR (r.earliest_start = $after[0] AND r.tie > $after[1]))
  AND ($before IS NULL OR r.earliest_start < $before[0] OR (r.earliest_start = $before[0] AND r.tie < $before[1]))
