// The earliest day on which an entity x can have been born; those of whom nobody says come last.
CASE WHEN x.born_lo IS NULL THEN 1 ELSE 0 END
coalesce(x.born_lo, '')
