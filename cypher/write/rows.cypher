// Writes rows of a label as nodes of their own.
// Indexed properties come first: ArcadeDB would enter a row set afterwards into its indexes twice.
UNWIND $rows AS row
CREATE (x:{{label}} {id: row.id, kind_key: row.kind_key}) SET x += row
RETURN count(*) AS answer
