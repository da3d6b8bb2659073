// Gives ties the roles of their latest definitions.
UNWIND $rows AS row
MATCH (t:Tie {id: row.id}) SET t.role = row.role
RETURN count(*) AS answer
