// The claims and the remarks that a question q names, in positions or as evidence, and that count.
COLLECT { UNWIND q.claims AS id MATCH (x:Claim {id: id}) WHERE {{statement_counts}} RETURN {{claim_row}} } AS claims,
COLLECT { UNWIND q.remarks AS id MATCH (x:Remark {id: id}) WHERE {{statement_counts}} RETURN {{remark_row}} } AS remarks
