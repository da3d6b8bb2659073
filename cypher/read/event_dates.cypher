// The bounds of the starts and ends of the ties of events: who took part, and where it was.
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
WHERE {{tie_known}} AND r.standing <> 'REFUTED' AND (type(r) = 'TOOK_PART_IN' OR r.from_id = id)
WITH id, collect([r.earliest_start, r.latest_start, {{earliest_end}}, r.latest_end]) AS days
RETURN collect([id, days]) AS answer
