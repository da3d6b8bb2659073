// Closes states of ties of a kind; rows are pairs of the tie and the day from which the state is known.
MATCH ()-[r:{{kind}}]->() WHERE r.tie IN [row IN $rows | row[0]] AND r.until_version = $open AND r.since_version < $version AND [r.tie, r.known_from] IN $rows
SET r.until_version = $version
RETURN count(*) AS answer
