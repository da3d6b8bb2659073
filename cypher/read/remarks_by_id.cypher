// Remarks by id, retracted ones too.
UNWIND $ids AS id
MATCH (x:Remark {id: id}) WHERE {{stands}}
RETURN collect({{remark_row}}) AS answer
