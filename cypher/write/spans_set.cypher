// Sets from when until when statements speak of entities or sources whose rows this version made.
UNWIND $rows AS row
MATCH (x:{{label}} {id: row.id}) WHERE {{said}} AND x.since_version = $version
SET x.known = row.known
RETURN count(*) AS answer
