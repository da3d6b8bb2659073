// All claims ever made on ties, retracted ones too, by reported day and id; each tie by all its ids; up to $limit claims, tie by tie.
UNWIND $asked AS ask
UNWIND ask[1] AS tie
MATCH (x:Claim {tie: tie}) WHERE {{stands}}
WITH ask[0] AS id, x ORDER BY id, x.known_from, x.id LIMIT $limit
WITH id, collect({{claim_row}}) AS claims
RETURN collect([id, claims]) AS answer
