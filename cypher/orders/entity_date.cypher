// The earliest day of the ties of an event x that is bounded on both sides, as in its date; undated ones and what is no event come last.
CASE WHEN {{event_earliest}} IS NULL THEN 1 ELSE 0 END
coalesce({{event_earliest}}, '')
