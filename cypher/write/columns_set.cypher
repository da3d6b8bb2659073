// Gives rows of a label columns that follow from what they say; a row is known by its id and the version that wrote it.
UNWIND $rows AS row
MATCH (x:{{label}} {id: row.id}) WHERE {{said}} AND x.since_version = row.since_version
SET x += row.columns
RETURN count(*) AS answer
