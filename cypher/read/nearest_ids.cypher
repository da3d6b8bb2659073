// The ids and names of entities, for saying which come nearest to one that is not there.
MATCH (x:EntityRecord) WHERE {{stands}}
WITH x ORDER BY x.id LIMIT $limit
RETURN collect([x.id, x.name]) AS answer
