// The records of sources.
UNWIND $ids AS id
MATCH (x:SourceRecord {id: id}) WHERE {{stands}}
RETURN collect({{source_row}}) AS answer
