// Writes claims, each joined to its tie and its source.
UNWIND $rows AS row
MATCH (t:Tie {id: row.tie})
MATCH (s:Source {id: row.source})
CREATE (x:Claim) SET x = row
CREATE (x)-[:ABOUT]->(t)
CREATE (x)-[:STATED_IN]->(s)
RETURN count(*) AS answer
