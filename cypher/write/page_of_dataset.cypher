// The ids of rows of a label that a dataset has and still says, in order, some at a time.
MATCH (x:{{label}}) WHERE {{stands}} AND {{said}} AND x.id > $after AND $dataset IN x.datasets AND x.retracted_on IS NULL
WITH x.id AS id ORDER BY id LIMIT $limit
RETURN collect(id) AS answer
