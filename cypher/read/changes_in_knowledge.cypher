// The states of ties that came to be known, or ceased to be, on the days after $after_day up to and including $to_day; by tie and day, up to $limit.
MATCH (:Entity)-[r]->(:Entity)
WHERE type(r) IN $kinds AND r.since_version <= $version AND $version < r.until_version
AND ($about IS NULL OR r.from_id = $about OR r.to_id = $about OR r.institution = $about)
AND ((r.known_from > $after_day AND r.known_from <= $to_day) OR (r.known_to > $after_day AND r.known_to <= $to_day))
WITH r ORDER BY r.tie, r.known_from LIMIT $limit
RETURN collect([r.known_from, r.known_to, r.rolling, {{tie_row}}]) AS answer
