// Rows of a label, those of every version, in order of their ids, some ids at a time.
MATCH (x:{{label}}) WHERE {{said}} AND x.id > $after
WITH x.id AS id, collect(properties(x)) AS rows ORDER BY id LIMIT $limit
RETURN collect([id, rows]) AS answer
