// Some states of ties of a kind that have a role, but not as filters compare it.
MATCH ()-[r:{{kind}}]->() WHERE r.role IS NOT NULL AND r.folded_role IS NULL
WITH r LIMIT $limit
RETURN collect(DISTINCT [r.tie, r.role]) AS answer
