// From when until when statements of sources count.
UNWIND $ids AS id
CALL (id) {
  MATCH (x:Claim {source: id}) WHERE {{stands}} RETURN x.known_from AS known_from, x.known_to AS known_to
  UNION
  MATCH (x:Remark {source: id}) WHERE {{stands}} RETURN x.known_from AS known_from, x.known_to AS known_to
}
WITH id, collect([known_from, known_to]) AS spans
RETURN collect([id, spans]) AS answer
