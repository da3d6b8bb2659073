// The ids of rows of a label, in whatever version they stand: all of them, where there are fewer than $limit.
MATCH (x:{{label}})
WITH x.id AS id LIMIT $limit
RETURN collect(id) AS answer
