// One page of the entities of a kind that a view speaks of; of events none wholly after $as_of.
// Order: entity_name, entity_id.
// Not in CALL, in which ArcadeDB would read all records. What is looked up comes together first: Neo4j, which may believe
// that an index has nothing in it yet, would read through all entities for each to see what it is filtered by.
MATCH (x:EntityRecord)
WHERE x.kind_key >= $kind AND x.kind_key <= $kind_key AND {{stands}} AND {{whole}} AND {{spoken_of}}
WITH collect(x) AS there
UNWIND there AS x
WITH x WHERE {{not_wholly_after}} AND {{where}}
WITH x, {{keys}} AS keys ORDER BY {{in_order}}
WITH collect([x, keys]) AS every
WITH {{page}}
RETURN [[null, [x IN {{on_page}} | {{entity_row}}], {{keys_on_page}}, total]] AS answer
