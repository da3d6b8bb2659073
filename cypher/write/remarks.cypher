// Writes remarks, each joined to its entity and its source.
// Indexed properties come first: ArcadeDB would enter a row set afterwards into its indexes twice.
UNWIND $rows AS row
MATCH (e:Entity {id: row.about})
MATCH (s:Source {id: row.source})
CREATE (x:Remark {id: row.id, about: row.about, source: row.source, attributed_to: row.attributed_to}) SET x += row
CREATE (x)-[:ABOUT]->(e)
CREATE (x)-[:STATED_IN]->(s)
RETURN count(*) AS answer
