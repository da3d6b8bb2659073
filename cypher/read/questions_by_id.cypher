// Recorded questions by id, with the claims and remarks that they name and that count.
UNWIND $ids AS question
MATCH (q:Question {id: question}) WHERE q.since_version <= $version AND $version < q.until_version
WITH q, {{question_statements}}
RETURN collect({{question_row}}) AS answer
