// The ties, as known on $known_at, that concern entities as an end or as the institution (under any of the ids $every_id), and of which the begin or end can lie in the days from $first_day to $last_day (null is no bound), or that join them to an event; each once, by id, up to $limit.
CALL () {
  UNWIND $ids AS id
  MATCH (:Entity {id: id})-[r]-(:Entity)
  RETURN r
  UNION
  UNWIND $every_id AS id
  MATCH (t:Tie {institution: id})
  {{tie_ends}}
  MATCH (:Entity {id: from_one})-[r]->(:Entity {id: to_one}) WHERE r.tie = t.id
  RETURN r
}
WITH DISTINCT r
WHERE type(r) IN $kinds AND {{tie_known}} AND r.standing <> 'REFUTED'
AND (type(r) = 'TOOK_PART_IN' OR (($last_day IS NULL OR r.earliest_start <= $last_day) AND ($first_day IS NULL OR r.latest_start >= $first_day))
  OR (r.end_date IS NOT NULL AND ($last_day IS NULL OR {{earliest_end}} <= $last_day) AND ($first_day IS NULL OR r.latest_end >= $first_day)))
WITH r ORDER BY r.tie LIMIT $limit
RETURN collect({{tie_row}}) AS answer
