// Makes the nodes of sources, to which claims and remarks point.
UNWIND $rows AS row
MERGE (s:Source {id: row.id})
SET s.title = row.title
RETURN count(*) AS answer
