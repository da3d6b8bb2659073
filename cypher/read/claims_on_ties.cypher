// All claims ever made on ties, retracted ones too, by reported day and id.
UNWIND $ids AS id
MATCH (x:Claim {tie: id}) WHERE {{stands}}
WITH id, x ORDER BY x.known_from, x.id
WITH id, collect({{claim_row}}) AS claims
RETURN collect([id, claims]) AS answer
