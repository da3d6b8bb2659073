// Disputed ties, as known on a day, with the role of their definition and the claims on each that count, by whatever id; those about an entity where $about is given; by id, up to $limit claims.
MATCH (:Entity)-[r]->(:Entity)
WHERE r.standing = 'DISPUTED' AND {{tie_known}} AND ($about IS NULL OR r.from_id = $about OR r.to_id = $about OR r.institution = $about)
WITH r, COLLECT { MATCH (x:JoinedTie {id: r.tie}) WHERE {{stands}} UNWIND x.ties AS tie RETURN tie } AS joined
WITH r, CASE WHEN size(joined) = 0 THEN [r.tie] ELSE joined END AS ties
WITH r, ties, COLLECT { UNWIND ties AS tie MATCH (x:Tie {id: tie}) WHERE {{stands}} AND x.role IS NOT NULL RETURN x.role }[0] AS role
UNWIND ties AS tie
MATCH (x:Claim {tie: tie}) WHERE {{statement_counts}}
WITH r, role, x ORDER BY r.tie, x.known_from, x.id LIMIT $limit
WITH r, role, collect({{claim_row}}) AS claims ORDER BY r.tie
RETURN collect([{{tie_row}}, role, claims]) AS answer
