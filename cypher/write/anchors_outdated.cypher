// Removes the nodes of entities that were gone and come back as another kind: nothing refers to them any longer.
UNWIND $rows AS row
MATCH (e:Entity {id: row.id}) WHERE e.kind <> row.kind
DETACH DELETE e
RETURN count(*) AS answer
