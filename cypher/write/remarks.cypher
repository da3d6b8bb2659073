// Writes remarks, each joined to its entity and its source.
UNWIND $rows AS row
MATCH (e:Entity {id: row.about})
MATCH (s:Source {id: row.source})
CREATE (x:Remark) SET x = row
CREATE (x)-[:ABOUT]->(e)
CREATE (x)-[:STATED_IN]->(s)
RETURN count(*) AS answer
