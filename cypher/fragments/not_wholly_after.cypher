// Whether the entity whose record is x does not lie wholly after $as_of, as an event may by all its dated ties.
($as_of IS NULL OR x.kind <> 'EVENT' OR NOT EXISTS {
  MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
  WHERE {{tie_known}} AND (type(r) = 'TOOK_PART_IN' OR r.from_id = x.id) AND r.standing <> 'REFUTED' AND r.earliest_start > '0000-00-00' AND r.latest_start < '9999-99-99'
} OR EXISTS {
  MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
  WHERE {{tie_known}} AND (type(r) = 'TOOK_PART_IN' OR r.from_id = x.id) AND r.standing <> 'REFUTED' AND r.earliest_start > '0000-00-00' AND r.latest_start < '9999-99-99' AND r.earliest_start <= $as_of
})
