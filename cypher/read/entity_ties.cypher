// The ties of entities that a view holds, one page for each entity; $other is the kind of the other end, null for any.
// Order: tie_default, tie_id.
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r]-(o:Entity)
WHERE ((r.from_id = id AND type(r) IN $outgoing) OR (r.to_id = id AND type(r) IN $incoming))
AND ($other IS NULL OR o.kind = $other) AND (NOT $heads OR r.head) AND {{tie_in_view}} AND {{where}}
WITH id, r, {{keys}} AS keys ORDER BY {{in_order}}
WITH id, collect([r, keys]) AS every
WITH id, {{page}}
RETURN collect([id, [r IN {{on_page}} | {{tie_row}}], {{keys_on_page}}, total]) AS answer
