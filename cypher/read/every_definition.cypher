// The definitions of ties, up to $limit, by id.
MATCH (x:Tie) WHERE {{stands}}
WITH x ORDER BY x.id LIMIT $limit
RETURN collect([x.id, x.kind, x.from_id, x.to_id, x.role, x.head, x.institution, x.blood, x.equals]) AS answer
