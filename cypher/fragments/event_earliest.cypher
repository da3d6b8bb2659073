// The earliest day of the starts and ends of the ties of an event x that are bounded on both sides; null where none is.
COLLECT {
  MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
  WHERE x.kind = 'EVENT' AND {{event_tie}}
  WITH {{event_day}} AS day
  WHERE day IS NOT NULL
  RETURN day ORDER BY day LIMIT 1
}[0]
