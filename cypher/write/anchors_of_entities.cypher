// Makes the nodes of entities of a kind, by which people recognise them, ties join them and search finds them, where they are not there yet.
UNWIND $rows AS row
WITH row WHERE NOT EXISTS { MATCH (:Entity {id: row.id}) }
CREATE (e:Entity:{{kind}} {id: row.id, kind: row.kind, name: row.name, search_keys: row.search_keys, since_version: $version})
RETURN count(*) AS answer
