// The keys by which search finds entities, as their nodes have them.
UNWIND $ids AS id
MATCH (e:Entity {id: id})
RETURN collect([e.id, e.search_keys]) AS answer
