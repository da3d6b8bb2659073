// Disputed ties, as known on a day, with all the claims on each; those about an entity where $about is given.
MATCH (:Entity)-[r]->(:Entity)
WHERE r.standing = 'DISPUTED' AND {{tie_known}} AND ($about IS NULL OR r.from_id = $about OR r.to_id = $about OR r.institution = $about)
WITH r ORDER BY r.tie
RETURN collect([{{tie_row}}, COLLECT { MATCH (x:Claim {tie: r.tie}) WHERE {{statement_counts}} RETURN {{claim_row}} ORDER BY x.known_from, x.id }]) AS answer
