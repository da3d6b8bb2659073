// People's decisions on entities or ties: that two are one, or are not.
UNWIND $ids AS id
CALL (id) {
  MATCH (x:Match {a: id}) WHERE {{stands}} RETURN x
  UNION
  MATCH (x:Match {b: id}) WHERE {{stands}} RETURN x
}
WITH DISTINCT x
RETURN collect(properties(x)) AS answer
