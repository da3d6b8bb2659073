// Makes the nodes of sources, to which claims and remarks point, where they are not there yet.
UNWIND $rows AS row
WITH row WHERE NOT EXISTS { MATCH (:Source {id: row.id}) }
CREATE (s:Source {id: row.id, title: row.title, since_version: $version})
RETURN count(*) AS answer
