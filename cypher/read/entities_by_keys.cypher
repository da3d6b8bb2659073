// Entities of some kinds that a view speaks of, by the keys of their names: those first that have the most and the rarest.
// Both databases give what the index finds in that order and stop at the limit; neither reads all that has a common key.
CALL db.index.fulltext.queryNodes('entity_search', $keys) YIELD node, score
MATCH (x:EntityRecord {id: node.id})
WHERE {{stands}} AND {{whole}} AND x.kind IN $kinds AND {{spoken_of}} AND {{not_wholly_after}}
WITH x LIMIT $limit
RETURN collect({{entity_row}}) AS answer
