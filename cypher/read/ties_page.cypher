// One page of all ties that a view holds.
// Order: tie_default, tie_id.
CALL () {
  MATCH (:Entity)-[r]->(:Entity)
  WHERE type(r) IN $kinds AND {{tie_in_view}} AND {{where}}
  WITH r, {{keys}} AS keys ORDER BY {{in_order}}
  RETURN collect([r, keys]) AS every
}
WITH {{page}}
RETURN [[null, [r IN {{on_page}} | {{tie_row}}], {{keys_on_page}}, total]] AS answer
