// The claims of sources that count in a view, one page for each source.
// Order: statement_reported, statement_id.
UNWIND $ids AS id
MATCH (x:Claim {source: id}) WHERE {{statement_counts}} AND {{where}}
WITH id, x, {{keys}} AS keys ORDER BY {{in_order}}
WITH id, collect([x, keys]) AS every
WITH id, {{page}}
RETURN collect([id, [x IN {{on_page}} | {{claim_row}}], {{keys_on_page}}, total]) AS answer
