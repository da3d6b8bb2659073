// The earliest day of the starts and ends of the ties of an event x that are bounded on both sides; null where none is.
COLLECT {
  MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
  WHERE x.kind = 'EVENT' AND {{tie_known}} AND r.standing <> 'REFUTED' AND (type(r) = 'TOOK_PART_IN' OR r.from_id = x.id)
  WITH CASE WHEN r.earliest_start > '0000-00-00' AND r.latest_start < '9999-99-99' THEN r.earliest_start
    WHEN {{earliest_end}} > '0000-00-00' AND r.latest_end < '9999-99-99' THEN {{earliest_end}} END AS day
  WHERE day IS NOT NULL
  RETURN day ORDER BY day LIMIT 1
}[0]
