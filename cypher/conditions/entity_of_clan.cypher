// Whether an entity x is a member of a clan or leads it.
EXISTS {
  MATCH (:Entity {id: x.id})-[r:MEMBER_OF|LEADS]->(:Entity {id: $clan})
  WHERE {{tie_in_view}} AND r.standing <> 'REFUTED'
}
