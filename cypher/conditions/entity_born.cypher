// Whether an entity x can have been born on the days from $first to $last; not where nobody says when.
x.born_lo IS NOT NULL AND x.born_lo <= $last AND x.born_hi >= $first
