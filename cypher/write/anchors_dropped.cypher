// Removes some of the nodes of entities or sources that an interrupted write made; answers how many.
MATCH (x:{{label}}) WHERE x.since_version = $version
WITH x LIMIT $limit
DETACH DELETE x
RETURN count(*) AS answer
