// The claims on ties that count, each tie by its own day of knowledge, one page for each, by reported day and id.
UNWIND $asked AS ask
MATCH (x:Claim {tie: ask.tie}) WHERE x.since_version <= $version AND $version < x.until_version AND x.known_from <= ask.known_at AND ask.known_at < x.known_to
WITH ask.key AS key, x ORDER BY x.known_from, x.id
WITH key, collect(x) AS every
WITH key, size(every) AS total, [x IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{statement_between}}][..$limit] AS page
RETURN collect([key, [x IN page | {{claim_row}}], total]) AS answer
