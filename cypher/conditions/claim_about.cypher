// Whether the tie of a claim x has an entity as an end or as its institution.
EXISTS { MATCH (t:Tie {id: x.tie}) WHERE t.from_id = $id OR t.to_id = $id OR coalesce(t.institution = $id, false) }
