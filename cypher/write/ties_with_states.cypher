// The ties of which states of a kind stand.
MATCH ()-[r:{{kind}}]->() WHERE r.until_version = $open
RETURN collect(DISTINCT r.tie) AS answer
