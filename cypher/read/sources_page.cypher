// One page of the sources with a claim or remark that counts in a view, by id.
CALL () {
  MATCH (x:SourceRecord) WHERE {{stands}} AND {{spoken_of}}
  WITH x ORDER BY x.id
  RETURN collect(x) AS every
}
WITH size(every) AS total, [x IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{source_between}}][..$limit] AS page
RETURN [[null, [x IN page | {{source_row}}], total]] AS answer
