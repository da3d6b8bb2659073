// The ties that entities are an end of or the office of, or that somebody speaks of in their name.
UNWIND $ids AS id
CALL (id) {
  MATCH (t:Tie {from_id: id}) WHERE t.since_version <= $version RETURN t.id AS tie
  UNION
  MATCH (t:Tie {to_id: id}) WHERE t.since_version <= $version RETURN t.id AS tie
  UNION
  MATCH (t:Tie {institution: id}) WHERE t.since_version <= $version RETURN t.id AS tie
  UNION
  MATCH (x:Claim {attributed_to: id}) WHERE {{stands}} RETURN x.tie AS tie
}
RETURN collect(DISTINCT tie) AS answer
