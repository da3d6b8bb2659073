// Ties by id as known on $known_at, whether or not they hold; without counted claims as last known before, else as first known.
UNWIND $ids AS id
MATCH (t:Tie {id: id}) WHERE t.since_version <= $version AND $version < t.until_version
{{tie_ends}}
MATCH (:Entity {id: from_one})-[r]->(:Entity {id: to_one})
WHERE r.tie = t.id AND r.since_version <= $version AND $version < r.until_version
WITH t.id AS id, r ORDER BY CASE WHEN r.known_from <= $known_at THEN 0 ELSE 1 END, CASE WHEN r.known_from <= $known_at THEN r.known_to ELSE '' END DESC, r.known_from
WITH id, collect(r)[0] AS r
RETURN collect([{{tie_row}}, r.known_from <= $known_at AND $known_at < r.known_to]) AS answer
