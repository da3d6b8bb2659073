// What refers to sources: whether a statement does, which for ever, and the ids of the entities whose records cite them.
UNWIND $ids AS id
WITH id, EXISTS { MATCH (:Claim {source: id}) } OR EXISTS { MATCH (:Remark {source: id}) } AS for_ever,
  COLLECT { MATCH (x:EntityRecord) WHERE {{stands}} AND {{said}} AND id IN x.cited RETURN x.id } AS entities
RETURN collect([id, for_ever, entities]) AS answer
