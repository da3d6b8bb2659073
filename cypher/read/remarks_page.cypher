// One page of all remarks that a view holds.
// Order: statement_reported, statement_id.
CALL () {
  MATCH (x:Remark) WHERE {{remark_in_view}} AND {{where}}
  WITH x, {{keys}} AS keys ORDER BY {{in_order}}
  RETURN collect([x, keys]) AS every
}
WITH {{page}}
RETURN [[null, [x IN {{on_page}} | {{remark_row}}], {{keys_on_page}}, total]] AS answer
