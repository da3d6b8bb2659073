// The earliest end of a tie's state r; a rolling one is vouched for up to the day of knowledge.
CASE WHEN r.rolling THEN $known_next ELSE r.earliest_end END
