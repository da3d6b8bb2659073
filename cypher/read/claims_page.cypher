// One page of all claims that count in a view.
// Order: statement_reported, statement_id.
CALL () {
  MATCH (x:Claim) WHERE {{statement_counts}} AND {{where}}
  WITH x, {{keys}} AS keys ORDER BY {{in_order}}
  RETURN collect([x, keys]) AS every
}
WITH {{page}}
RETURN [[null, [x IN {{on_page}} | {{claim_row}}], {{keys_on_page}}, total]] AS answer
