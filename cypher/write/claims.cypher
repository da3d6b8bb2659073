// Writes claims, each joined to its tie and its source.
// Indexed properties come first: ArcadeDB would enter a row set afterwards into its indexes twice.
UNWIND $rows AS row
MATCH (t:Tie {id: row.tie}) WHERE t.since_version <= row.since_version AND row.since_version < t.until_version
MATCH (s:Source {id: row.source})
CREATE (x:Claim {id: row.id, tie: row.tie, source: row.source, attributed_to: row.attributed_to}) SET x += row
CREATE (x)-[:ABOUT]->(t)
CREATE (x)-[:STATED_IN]->(s)
RETURN count(*) AS answer
