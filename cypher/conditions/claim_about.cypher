// Whether the tie of a claim x has an entity as an end or as its institution.
EXISTS { MATCH (t:Tie {id: x.tie}) WHERE t.from_id IN $ids OR t.to_id IN $ids OR coalesce(t.institution IN $ids, false) }
