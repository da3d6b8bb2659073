// The ties that derived ties can rest on, from entities or to them by kind; to those of $only_heads only the posts of heads; with the kinds of their ends, each once, by id, up to $limit.
UNWIND $ids AS id
MATCH (e:Entity {id: id})-[r]-(o:Entity)
WHERE ((r.from_id = id AND type(r) IN $outgoing) OR (r.to_id = id AND type(r) IN $incoming AND (r.head OR NOT id IN $only_heads)))
AND {{basis_tie}}
WITH DISTINCT CASE WHEN r.from_id = id THEN e ELSE o END AS a, r, CASE WHEN r.from_id = id THEN o ELSE e END AS b
WITH a, r, b ORDER BY r.tie LIMIT $limit
RETURN collect([a.kind, b.kind, {{tie_row}}]) AS answer
