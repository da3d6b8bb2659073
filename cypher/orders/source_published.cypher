// The earliest day on which a source x can have been published; undated ones last.
CASE WHEN x.published_lo IS NULL THEN 1 ELSE 0 END
coalesce(x.published_lo, '')
