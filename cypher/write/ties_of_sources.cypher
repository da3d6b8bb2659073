// The ties on which sources make claims.
UNWIND $ids AS id
MATCH (x:Claim {source: id}) WHERE {{stands}}
RETURN collect(DISTINCT x.tie) AS answer
