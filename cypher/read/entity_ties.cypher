// The ties of entities that a view holds, one page for each entity, by earliest start and id; $other is the kind of the other end, null for any.
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r]-(o:Entity)
WHERE ((r.from_id = id AND type(r) IN $outgoing) OR (r.to_id = id AND type(r) IN $incoming))
AND ($other IS NULL OR o.kind = $other) AND (NOT $heads OR r.head) AND {{tie_in_view}}
WITH id, r ORDER BY r.earliest_start, r.tie
WITH id, collect(r) AS every
WITH id, size(every) AS total, [r IN CASE WHEN $backward THEN reverse(every) ELSE every END WHERE {{tie_between}}][..$limit] AS page
RETURN collect([id, [r IN page | {{tie_row}}], total]) AS answer
