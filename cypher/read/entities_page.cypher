// One page of the entities of a kind that a view speaks of; of events none wholly after $as_of.
// Order: entity_name, entity_id.
CALL () {
  MATCH (x:EntityRecord {kind: $kind})
  WHERE {{stands}} AND {{whole}} AND {{spoken_of}} AND ($as_of IS NULL OR $kind <> 'EVENT' OR NOT EXISTS {
    MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
    WHERE {{tie_known}} AND (type(r) = 'TOOK_PART_IN' OR r.from_id = x.id) AND r.standing <> 'REFUTED' AND r.earliest_start > '0000-00-00' AND r.latest_start < '9999-99-99'
  } OR EXISTS {
    MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity)
    WHERE {{tie_known}} AND (type(r) = 'TOOK_PART_IN' OR r.from_id = x.id) AND r.standing <> 'REFUTED' AND r.earliest_start > '0000-00-00' AND r.latest_start < '9999-99-99' AND r.earliest_start <= $as_of
  })
  AND {{where}}
  WITH x, {{keys}} AS keys ORDER BY {{in_order}}
  RETURN collect([x, keys]) AS every
}
WITH {{page}}
RETURN [[null, [x IN {{on_page}} | {{entity_row}}], {{keys_on_page}}, total]] AS answer
