// Removes some of the rows that an interrupted write left behind, or of the nodes of entities or sources that it made; answers how many.
MATCH (x:{{label}}) WHERE x.since_version = $version
WITH x LIMIT $limit
DETACH DELETE x
RETURN count(*) AS answer
