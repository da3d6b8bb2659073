// Whether the view holds the remark x: it counts, and its date does not lie wholly after $as_of.
{{statement_counts}} AND ($as_of IS NULL OR x.date IS NULL OR x.date_lo <= $as_of)
