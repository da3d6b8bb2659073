// Gives the nodes of entities their latest names, for people who look at the graph itself.
UNWIND $rows AS row
MATCH (e:Entity {id: row.id}) SET e.name = row.name
RETURN count(*) AS answer
