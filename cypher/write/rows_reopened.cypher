// Reopens some of the rows that an interrupted write had closed; answers how many.
MATCH (x:{{label}}) WHERE x.until_version = $version
WITH x LIMIT $limit
SET x.until_version = $open
RETURN count(*) AS answer
