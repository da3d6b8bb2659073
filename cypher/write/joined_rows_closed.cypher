// Closes records put together of several entities: from this version on they no longer stand.
UNWIND $ids AS id
MATCH (x:EntityRecord {id: id}) WHERE x.members IS NOT NULL AND x.until_version = $open AND x.since_version < $version
SET x.until_version = $version
RETURN count(*) AS answer
