// The latest day on which a tie r can have ended; those that may go on come last.
CASE WHEN r.latest_end = '9999-99-99' OR r.latest_end = '0000-00-00' THEN 1 ELSE 0 END
r.latest_end
