// From when until when statements that speak of entities count: as an end, as the office concerned, as a subject or a speaker.
UNWIND $ids AS id
CALL (id) {
  MATCH (t:Tie {from_id: id}) MATCH (x:Claim {tie: t.id}) WHERE {{stands}} RETURN x.known_from AS known_from, x.known_to AS known_to
  UNION
  MATCH (t:Tie {to_id: id}) MATCH (x:Claim {tie: t.id}) WHERE {{stands}} RETURN x.known_from AS known_from, x.known_to AS known_to
  UNION
  MATCH (t:Tie {institution: id}) MATCH (x:Claim {tie: t.id}) WHERE {{stands}} RETURN x.known_from AS known_from, x.known_to AS known_to
  UNION
  MATCH (x:Claim {attributed_to: id}) WHERE {{stands}} RETURN x.known_from AS known_from, x.known_to AS known_to
  UNION
  MATCH (x:Remark {about: id}) WHERE {{stands}} RETURN x.known_from AS known_from, x.known_to AS known_to
  UNION
  MATCH (x:Remark {attributed_to: id}) WHERE {{stands}} RETURN x.known_from AS known_from, x.known_to AS known_to
}
WITH id, collect([known_from, known_to]) AS spans
RETURN collect([id, spans]) AS answer
