// Gives ties the role of a later definition where the first gave none.
UNWIND $rows AS row
MATCH (t:Tie {id: row.id}) SET t.role = row.role
RETURN count(*) AS answer
