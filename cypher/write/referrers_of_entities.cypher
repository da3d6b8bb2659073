// What refers to entities: whether a tie or a statement does, which for ever, and the ids of questions and matches.
UNWIND $ids AS id
WITH id, EXISTS { MATCH (:Tie {from_id: id}) } OR EXISTS { MATCH (:Tie {to_id: id}) } OR EXISTS { MATCH (:Tie {institution: id}) }
  OR EXISTS { MATCH (:Claim {attributed_to: id}) } OR EXISTS { MATCH (:Remark {attributed_to: id}) } OR EXISTS { MATCH (:Remark {about: id}) } AS for_ever,
  COLLECT { MATCH (x:Question) WHERE {{stands}} AND id IN x.about RETURN x.id } AS questions,
  COLLECT { MATCH (x:Match) WHERE {{stands}} AND (x.a = id OR x.b = id) RETURN x.id } AS matches
RETURN collect([id, for_ever, questions + matches]) AS answer
