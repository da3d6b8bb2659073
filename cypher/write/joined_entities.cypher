// Which entities are one: the id that stands for all, and the ids of all.
MATCH (x:EntityRecord) WHERE {{stands}} AND x.members IS NOT NULL
RETURN collect([x.id, x.members]) AS answer
