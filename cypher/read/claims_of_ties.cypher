// The claims on ties that count, each tie by its own day of knowledge, one page for each.
// Order: statement_reported, statement_id.
UNWIND $asked AS ask
UNWIND ask.ties AS tie
MATCH (x:Claim {tie: tie}) WHERE x.since_version <= $version AND $version < x.until_version AND x.known_from <= ask.known_at AND ask.known_at < x.known_to AND {{where}}
WITH ask.key AS key, x, {{keys}} AS keys ORDER BY {{in_order}}
WITH key, collect([x, keys]) AS every
WITH key, {{page}}
RETURN collect([key, [x IN {{on_page}} | {{claim_row}}], {{keys_on_page}}, total]) AS answer
