// The records put together of several entities that are one, by the id that stands for all.
UNWIND $ids AS id
MATCH (x:EntityRecord {id: id}) WHERE {{stands}} AND x.members IS NOT NULL
RETURN collect(properties(x)) AS answer
