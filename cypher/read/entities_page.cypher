// One page of the entities of a kind that a view speaks of; of events none wholly after $as_of.
// Order: entity_name, entity_id.
// Not in CALL, in which ArcadeDB would read all records.
MATCH (x:EntityRecord)
WHERE x.kind_key >= $kind AND x.kind_key <= $kind_key
  AND {{stands}} AND {{whole}} AND {{spoken_of}} AND {{not_wholly_after}} AND {{where}}
WITH x, {{keys}} AS keys ORDER BY {{in_order}}
WITH collect([x, keys]) AS every
WITH {{page}}
RETURN [[null, [x IN {{on_page}} | {{entity_row}}], {{keys_on_page}}, total]] AS answer
