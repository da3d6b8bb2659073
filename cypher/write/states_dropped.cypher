// Removes some of the states of ties that an interrupted write left behind; answers how many.
MATCH (:Entity)-[r]->(:Entity) WHERE r.since_version = $version
WITH r LIMIT $limit
DELETE r
RETURN count(*) AS answer
