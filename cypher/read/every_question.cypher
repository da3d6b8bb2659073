// Recorded questions, up to $limit, by id.
MATCH (x:Question) WHERE {{stands}}
WITH x ORDER BY x.id LIMIT $limit
RETURN collect([x.id, x.text, x.about, x.positions, x.claims, x.remarks]) AS answer
