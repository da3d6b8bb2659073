// The kinds, names and identifiers of entities in every version of their records, in order of their ids, some at a time.
MATCH (e:Entity) WHERE e.id > $after
WITH e.id AS id ORDER BY id LIMIT $limit
OPTIONAL MATCH (x:EntityRecord {id: id})
WITH id, collect(DISTINCT CASE WHEN x IS NULL THEN null ELSE [x.kind, x.names, x.external_ids] END) AS names ORDER BY id
RETURN collect([id, names]) AS answer
