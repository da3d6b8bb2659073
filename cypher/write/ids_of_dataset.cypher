// The ids of the rows of a label that a dataset says.
MATCH (x:{{label}}) WHERE {{stands}} AND (x.dataset = $dataset OR $dataset IN x.datasets)
WITH x.id AS id ORDER BY id
RETURN collect(id) AS answer
