// Which of the entities something else speaks of: a tie, a statement, a question.
UNWIND $ids AS id
WITH id WHERE EXISTS { MATCH (:Tie {from_id: id}) } OR EXISTS { MATCH (:Tie {to_id: id}) } OR EXISTS { MATCH (:Tie {institution: id}) }
  OR EXISTS { MATCH (:Claim {attributed_to: id}) } OR EXISTS { MATCH (:Remark {attributed_to: id}) } OR EXISTS { MATCH (:Remark {about: id}) }
  OR EXISTS { MATCH (x:Question) WHERE {{stands}} AND id IN x.about }
RETURN collect(id) AS answer
