// The records of entities by id, whatever is known of them by which day.
UNWIND $ids AS id
MATCH (x:EntityRecord {id: id}) WHERE {{stands}} AND {{whole}}
RETURN collect({{entity_row}}) AS answer
