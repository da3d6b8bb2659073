// Reopens some of the states of ties that an interrupted write had closed; answers how many.
MATCH (:Entity)-[r]->(:Entity) WHERE r.until_version = $version
WITH r LIMIT $limit
SET r.until_version = $open
RETURN count(*) AS answer
