// The states of ties that came to be known, or ceased to be, on the days after $from up to and including $to.
MATCH (:Entity)-[r]->(:Entity)
WHERE type(r) IN $kinds AND r.since_version <= $version AND $version < r.until_version
AND ($about IS NULL OR r.from_id = $about OR r.to_id = $about OR r.institution = $about)
AND ((r.known_from > $from AND r.known_from <= $to) OR (r.known_to > $from AND r.known_to <= $to))
WITH r ORDER BY r.tie, r.known_from
RETURN collect([r.known_from, r.known_to, r.rolling, {{tie_row}}]) AS answer
