// Sets with which id entities are one in rows that this version made; null where with none.
UNWIND $rows AS row
MATCH (x:EntityRecord {id: row.id}) WHERE {{said}} AND x.since_version = $version
SET x.member_of = row.member_of
RETURN count(*) AS answer
