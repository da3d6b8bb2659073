// Removes records put together of several entities that this version wrote.
UNWIND $ids AS id
MATCH (x:EntityRecord {id: id}) WHERE x.members IS NOT NULL AND x.since_version = $version
DETACH DELETE x
RETURN count(*) AS answer
