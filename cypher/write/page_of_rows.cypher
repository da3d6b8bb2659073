// Rows of a label in order of their ids, some at a time.
MATCH (x:{{label}}) WHERE {{stands}} AND {{said}} AND x.id > $after
WITH x ORDER BY x.id LIMIT $limit
RETURN collect(properties(x)) AS answer
