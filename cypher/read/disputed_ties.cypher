// Disputed ties, as known on a day, with all the claims on each, by whatever id; those about an entity where $about is given.
MATCH (:Entity)-[r]->(:Entity)
WHERE r.standing = 'DISPUTED' AND {{tie_known}} AND ($about IS NULL OR r.from_id = $about OR r.to_id = $about OR r.institution = $about)
WITH r, COLLECT { MATCH (x:JoinedTie {id: r.tie}) WHERE {{stands}} UNWIND x.ties AS tie RETURN tie } AS ties
WITH r, CASE WHEN size(ties) = 0 THEN [r.tie] ELSE ties END AS ties ORDER BY r.tie
RETURN collect([{{tie_row}}, COLLECT { UNWIND ties AS tie MATCH (x:Claim {tie: tie}) WHERE {{statement_counts}} RETURN {{claim_row}} ORDER BY x.known_from, x.id }]) AS answer
