// Whether an entity x has a tie r, to another entity o, of which what is asked within holds.
EXISTS {
  MATCH (:Entity {id: x.id})-[r]-(o:Entity)
  WHERE {{tie_in_view}} AND {{inner}}
}
