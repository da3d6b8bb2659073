// Gives the nodes of entities the keys by which search finds them.
UNWIND $rows AS row
MATCH (e:Entity {id: row.id}) SET e.search_keys = row.search_keys
RETURN count(*) AS answer
