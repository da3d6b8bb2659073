// Writes records of upstreams that are kept as they came.
// Indexed properties come first: ArcadeDB would enter a row set afterwards into its indexes twice.
UNWIND $rows AS row
CREATE (x:KeptRecord {id: row.id, stem: row.stem, rests_on: row.rests_on}) SET x += row
RETURN count(*) AS answer
