// The records of entities, up to $limit, by id, with what they are filtered by.
MATCH (x:EntityRecord) WHERE {{stands}} AND {{whole}}
WITH x ORDER BY x.id LIMIT $limit
RETURN collect([{{entity_row}}, x.folded_names, x.born_lo, x.born_hi]) AS answer
