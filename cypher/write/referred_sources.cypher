// Which of the sources a statement or an entity's record names.
UNWIND $ids AS id
WITH id WHERE EXISTS { MATCH (:Claim {source: id}) } OR EXISTS { MATCH (:Remark {source: id}) }
  OR EXISTS { MATCH (x:EntityRecord) WHERE {{stands}} AND id IN x.sources }
RETURN collect(id) AS answer
