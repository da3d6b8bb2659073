// A question q as a row, its claims and remarks being at hand; the columns are those of schema.question_rows.QuestionRow.
// The sources are those of the rows of claims and remarks, whose places 9 and 7 name them.
[q.id, q.text, q.about, q.positions, claims, remarks, q.evidence,
  COLLECT { UNWIND [row IN claims | row[9]] + [row IN remarks | row[7]] AS id WITH DISTINCT id MATCH (x:SourceRecord {id: id}) WHERE {{stands}} RETURN {{source_row}} }]
