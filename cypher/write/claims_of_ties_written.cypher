// All claims on ties, in the version being written.
UNWIND $ids AS id
MATCH (x:Claim {tie: id}) WHERE {{stands}}
RETURN collect(properties(x)) AS answer
