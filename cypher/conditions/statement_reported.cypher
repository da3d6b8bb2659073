// Whether a claim or remark x can have been reported on the days from $first to $last.
x.reported_lo <= $last AND x.known_from >= $first
