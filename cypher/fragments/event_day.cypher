// The earliest day of the start of a tie r of an event, else of its end, if bounded on both sides; null where neither is.
CASE WHEN r.earliest_start > '0000-00-00' AND r.latest_start < '9999-99-99' THEN r.earliest_start
  WHEN {{earliest_end}} > '0000-00-00' AND r.latest_end < '9999-99-99' THEN {{earliest_end}} END
