// Whether the dates of a claim or remark x, or else its reported day, can lie on the days from $first to $last.
x.dated_lo <= $last AND x.dated_hi >= $first
