// The remarks of sources that a view holds, one page for each source, by reported day and id.
UNWIND $ids AS id
MATCH (x:Remark {source: id}) WHERE {{remark_in_view}}
WITH id, x ORDER BY x.known_from, x.id
WITH id, collect(x) AS every
WITH id, size(every) AS total, [x IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{statement_between}}][..$limit] AS page
RETURN collect([id, [x IN page | {{remark_row}}], total]) AS answer
