// One page of the entities of a kind that a view speaks of, by name and id; of events none wholly after $as_of.
CALL () {
  MATCH (x:EntityRecord {kind: $kind})
  WHERE {{stands}} AND {{spoken_of}} AND ($as_of IS NULL OR $kind <> 'EVENT' OR NOT EXISTS {
    MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
    WHERE {{tie_known}} AND (type(r) = 'TOOK_PART_IN' OR r.from_id = x.id) AND r.standing <> 'REFUTED' AND r.earliest_start > '0000-00-00' AND r.latest_start < '9999-99-99'
  } OR EXISTS {
    MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
    WHERE {{tie_known}} AND (type(r) = 'TOOK_PART_IN' OR r.from_id = x.id) AND r.standing <> 'REFUTED' AND r.earliest_start > '0000-00-00' AND r.latest_start < '9999-99-99' AND r.earliest_start <= $as_of
  })
  WITH x ORDER BY x.sort_name, x.id
  RETURN collect(x) AS every
}
WITH size(every) AS total, [x IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{entity_between}}][..$limit] AS page
RETURN [[null, [x IN page | {{entity_row}}], total]] AS answer
