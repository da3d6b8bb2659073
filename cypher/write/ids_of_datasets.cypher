// The ids of the rows of a label that one of the datasets says, or none any longer.
MATCH (x:{{label}}) WHERE {{stands}} AND {{said}} AND (size(x.datasets) = 0 OR any(name IN x.datasets WHERE name IN $datasets))
WITH x.id AS id ORDER BY id
RETURN collect(id) AS answer
