// All ties of some kinds that a view holds, up to $limit, by id; for what is computed over the graph as a whole.
MATCH (:Entity)-[r]->(:Entity)
WHERE type(r) IN $kinds AND {{tie_in_view}}
WITH r ORDER BY r.tie LIMIT $limit
RETURN collect({{tie_row}}) AS answer
