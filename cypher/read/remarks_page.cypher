// One page of all remarks that a view holds, by reported day and id.
CALL () {
  MATCH (x:Remark) WHERE {{remark_in_view}}
  WITH x ORDER BY x.known_from, x.id
  RETURN collect(x) AS every
}
WITH size(every) AS total, [x IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{statement_between}}][..$limit] AS page
RETURN [[null, [x IN page | {{remark_row}}], total]] AS answer
