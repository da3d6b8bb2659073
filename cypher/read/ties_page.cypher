// One page of all ties that a view holds, by earliest start and id.
CALL () {
  MATCH (:Entity)-[r]->(:Entity)
  WHERE type(r) IN $kinds AND {{tie_in_view}}
  WITH r ORDER BY r.earliest_start, r.tie
  RETURN collect(r) AS every
}
WITH size(every) AS total, [r IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{tie_between}}][..$limit] AS page
RETURN [[null, [r IN page | {{tie_row}}], total]] AS answer
