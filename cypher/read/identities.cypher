// Which entities are one, and which ties of different data sets: the id that stands for all, and the ids of all.
CALL () {
  MATCH (x:EntityRecord) WHERE {{stands}} AND x.members IS NOT NULL RETURN x.id AS id, x.members AS ids
  UNION ALL
  MATCH (x:JoinedTie) WHERE {{stands}} RETURN x.id AS id, x.ties AS ids
}
WITH id, ids ORDER BY id
RETURN collect([id, ids]) AS answer
