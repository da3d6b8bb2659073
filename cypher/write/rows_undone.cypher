// Removes rows of a label by id that this version wrote.
UNWIND $ids AS id
MATCH (x:{{label}} {id: id}) WHERE {{said}} AND x.since_version = $version
DETACH DELETE x
RETURN count(*) AS answer
