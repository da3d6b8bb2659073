// Whether an entity x is part of or located in a country; a person: whether it holds a post in an institution of it.
(x.kind = 'PERSON' AND EXISTS {
  MATCH way = (:Entity {id: x.id})-[:HOLDS_POST]->(:Entity)
    -[:PART_OF|LOCATED_IN*0..{{most_wholes}}]->(:Entity {id: $country})
  WHERE all(r IN relationships(way) WHERE {{tie_in_view}} AND r.standing <> 'REFUTED')
}) OR (x.kind <> 'PERSON' AND EXISTS {
  MATCH way = (:Entity {id: x.id})-[:PART_OF|LOCATED_IN*1..{{most_wholes}}]->(:Entity {id: $country})
  WHERE all(r IN relationships(way) WHERE {{tie_in_view}} AND r.standing <> 'REFUTED')
})
