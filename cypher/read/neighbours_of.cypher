// One level of a search for paths: from each entity over its ties, whichever way they are read, to whoever is at their other end.
UNWIND $ids AS id
MATCH (e:Entity {id: id})-[r]-(o:Entity)
WHERE type(r) IN $kinds AND o.id <> id AND r.standing IN $standings AND {{tie_known}}
AND ($as_of IS NULL OR (r.earliest_start <= $as_of AND $as_of < r.latest_end))
WITH id, r, o LIMIT $limit
RETURN collect([id, o.id, o.kind, r.equals, {{tie_row}}]) AS answer
