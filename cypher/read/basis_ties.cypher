// All ties of some kinds that derived ties can rest on, with the kinds of their ends, by id, up to $limit.
MATCH (a:Entity)-[r]->(b:Entity)
WHERE type(r) IN $kinds AND {{basis_tie}}
WITH a, r, b ORDER BY r.tie LIMIT $limit
RETURN collect([a.kind, b.kind, {{tie_row}}]) AS answer
