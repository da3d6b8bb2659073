// Whether a tie r can have held, or as an act can have happened, on one of the days from $first to $last.
r.earliest_start <= $last AND CASE WHEN r.nature = 'ACT' THEN r.latest_start >= $first ELSE r.latest_end > $first AND r.earliest_start < r.latest_end END AND r.standing <> 'REFUTED'
