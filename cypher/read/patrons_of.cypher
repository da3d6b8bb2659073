// One level of a chain search upward: from each entity to whoever stands behind it, institutions by their posts and their controllers.
UNWIND $ids AS id
MATCH (e:Entity {id: id})-[r:HOLDS_POST|CONTROLS|PATRON_OF|APPOINTED|REPORTS_TO|KIN_OF|ALLIED_WITH|MEMBER_OF|LEADS]-(o:Entity)
WHERE (CASE WHEN e:Institution THEN type(r) IN ['HOLDS_POST', 'CONTROLS'] AND r.to_id = id AND (type(r) = 'HOLDS_POST' OR type(r) IN $kinds)
  ELSE type(r) IN $kinds AND CASE type(r)
    WHEN 'HOLDS_POST' THEN false
    WHEN 'REPORTS_TO' THEN r.from_id = id
    WHEN 'MEMBER_OF' THEN r.from_id = id AND o:Clan
    WHEN 'LEADS' THEN r.to_id = id AND e:Clan
    WHEN 'KIN_OF' THEN r.to_id = id OR r.equals
    WHEN 'ALLIED_WITH' THEN true
    ELSE r.to_id = id END END)
AND r.standing IN $standings AND {{tie_known}}
AND ($as_of IS NULL OR (r.earliest_start <= $as_of AND $as_of < r.latest_end))
WITH id, r, o ORDER BY id, r.tie LIMIT $limit
RETURN collect([id, o.id, o.kind, r.equals, {{tie_row}}]) AS answer
