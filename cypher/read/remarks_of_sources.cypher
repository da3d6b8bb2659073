// The remarks of sources that a view holds, one page for each source.
// Order: statement_reported, statement_id.
UNWIND $ids AS id
MATCH (x:Remark {source: id}) WHERE {{remark_in_view}} AND {{where}}
WITH id, x, {{keys}} AS keys ORDER BY {{in_order}}
WITH id, collect([x, keys]) AS every
WITH id, {{page}}
RETURN collect([id, [x IN {{on_page}} | {{remark_row}}], {{keys_on_page}}, total]) AS answer
