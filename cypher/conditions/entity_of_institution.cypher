// Whether an entity x holds a post in an institution, or is a member or part of it.
EXISTS {
  MATCH (:Entity {id: x.id})-[r:HOLDS_POST|MEMBER_OF|PART_OF]->(:Entity {id: $institution})
  WHERE {{tie_in_view}} AND r.standing <> 'REFUTED'
}
