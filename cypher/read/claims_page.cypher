// One page of all claims that count in a view, by reported day and id.
CALL () {
  MATCH (x:Claim) WHERE {{statement_counts}}
  WITH x ORDER BY x.known_from, x.id
  RETURN collect(x) AS every
}
WITH size(every) AS total, [x IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{statement_between}}][..$limit] AS page
RETURN [[null, [x IN page | {{claim_row}}], total]] AS answer
