// The latest day on which a tie r can have ended; those that may go on come last.
CASE WHEN r.latest_end IN ['0000-00-00', '9999-99-99'] THEN 1 ELSE 0 END
CASE WHEN r.latest_end IN ['0000-00-00', '9999-99-99'] THEN '' ELSE r.latest_end END
