// Of every item and its keys, in order: how many there are, and those between the cursors, one more than the page holds.
size(every) AS total, [e IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{between}}][..$limit] AS page
