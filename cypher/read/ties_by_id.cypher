// Ties by id as known on $known_at, whether or not they hold; without counted claims as last known before, else as first known.
UNWIND $ids AS id
MATCH (t:Tie {id: id}) WHERE t.since_version <= $version AND $version < t.until_version
MATCH (:Entity {id: t.from_id})-[r]->(:Entity {id: t.to_id})
WHERE r.tie = id AND r.since_version <= $version AND $version < r.until_version
WITH id, r ORDER BY CASE WHEN r.known_from <= $known_at THEN 0 ELSE 1 END, CASE WHEN r.known_from <= $known_at THEN r.known_to ELSE '' END DESC, r.known_from
WITH id, collect(r)[0] AS r
RETURN collect([{{tie_row}}, r.known_from <= $known_at AND $known_at < r.known_to]) AS answer
