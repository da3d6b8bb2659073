// The ties that date events, as known on $known_at: who took part in each, and where it was; up to $limit.
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
WHERE {{tie_known}} AND r.standing <> 'REFUTED' AND (type(r) = 'TOOK_PART_IN' OR r.from_id = id)
WITH id, r ORDER BY id, r.tie LIMIT $limit
WITH id, collect({{tie_row}}) AS ties
RETURN collect([id, ties]) AS answer
