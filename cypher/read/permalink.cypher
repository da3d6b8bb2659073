// A permalink by its id; nothing where there is none.
MATCH (p:Permalink {id: $id}) RETURN properties(p) AS answer
