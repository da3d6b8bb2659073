// Claims by id, retracted ones too.
UNWIND $ids AS id
MATCH (x:Claim {id: id}) WHERE {{stands}}
RETURN collect({{claim_row}}) AS answer
