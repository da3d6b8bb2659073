// A question q as a row, with the claims and remarks that it names and that count, and at the end its evidence and their sources; the columns are those of schema.question.QuestionRow.
[q.id, q.text, q.about, q.positions,
  COLLECT { UNWIND q.claims AS id MATCH (x:Claim {id: id}) WHERE {{statement_counts}} RETURN {{claim_row}} },
  COLLECT { UNWIND q.remarks AS id MATCH (x:Remark {id: id}) WHERE {{statement_counts}} RETURN {{remark_row}} },
  q.evidence,
  COLLECT { UNWIND q.claims AS id MATCH (c:Claim {id: id}) MATCH (x:SourceRecord {id: c.source}) WHERE {{stands}} RETURN DISTINCT {{source_row}} }
    + COLLECT { UNWIND q.remarks AS id MATCH (c:Remark {id: id}) MATCH (x:SourceRecord {id: c.source}) WHERE {{stands}} RETURN DISTINCT {{source_row}} }]
