// Closes rows by id: from this version on they no longer stand.
UNWIND $ids AS id
MATCH (x:{{label}} {id: id}) WHERE {{said}} AND x.until_version = $open AND x.since_version < $version
SET x.until_version = $version
RETURN count(*) AS answer
