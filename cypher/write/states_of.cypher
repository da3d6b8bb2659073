// The states of ties of a kind that stand at present.
MATCH ()-[r:{{kind}}]->() WHERE r.tie IN $ids AND r.until_version = $open
RETURN collect(properties(r)) AS answer
