// Recorded questions, those about an entity where $about is given, with the claims and remarks of their positions that count.
MATCH (q:Question) WHERE q.since_version <= $version AND $version < q.until_version AND ($about IS NULL OR $about IN q.about)
WITH q ORDER BY q.id
RETURN collect([q.id, q.text, q.about, q.positions,
  COLLECT { UNWIND q.claims AS id MATCH (x:Claim {id: id}) WHERE {{statement_counts}} RETURN {{claim_row}} },
  COLLECT { UNWIND q.remarks AS id MATCH (x:Remark {id: id}) WHERE {{statement_counts}} RETURN {{remark_row}} }]) AS answer
