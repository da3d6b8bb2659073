// Gives the nodes of sources their latest titles, for people who look at the graph itself.
UNWIND $rows AS row
MATCH (s:Source {id: row.id}) SET s.title = row.name
RETURN count(*) AS answer
