// Whether the entity whose record is x does not lie wholly after $as_of, as an event may by its date.
// Neo4j looks for what EXISTS for events only; the earliest day it would work out for every entity.
($as_of IS NULL OR x.kind <> 'EVENT' OR NOT EXISTS {
  MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity) WHERE {{event_tie}} AND {{event_day}} IS NOT NULL
} OR EXISTS {
  MATCH (:Entity {id: x.id})-[r:TOOK_PART_IN|LOCATED_IN]-(:Entity) WHERE {{event_tie}} AND {{event_day}} <= $as_of
})
