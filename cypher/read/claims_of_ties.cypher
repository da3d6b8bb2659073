// The claims on ties that count in a view, one page for each tie, by reported day and id.
UNWIND $ids AS id
MATCH (x:Claim {tie: id}) WHERE {{statement_counts}}
WITH id, x ORDER BY x.known_from, x.id
WITH id, collect(x) AS every
WITH id, size(every) AS total, [x IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{statement_between}}][..$limit] AS page
RETURN collect([id, [x IN page | {{claim_row}}], total]) AS answer
