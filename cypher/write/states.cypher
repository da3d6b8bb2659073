// Writes the states of ties of a kind as relationships.
UNWIND $rows AS row
MATCH (a:Entity {id: row.from_id})
MATCH (b:Entity {id: row.to_id})
CREATE (a)-[r:{{kind}}]->(b) SET r = row
RETURN count(*) AS answer
