// The earliest day on which a tie r can have begun; unbounded ones last.
CASE WHEN r.earliest_start = '0000-00-00' THEN 1 ELSE 0 END
r.earliest_start
