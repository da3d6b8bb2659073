// The records of entities.
UNWIND $ids AS id
MATCH (x:EntityRecord {id: id}) WHERE {{stands}}
RETURN collect({{entity_row}}) AS answer
