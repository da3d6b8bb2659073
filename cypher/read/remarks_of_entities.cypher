// The remarks about entities that a view holds, one page for each entity.
// Order: statement_reported, statement_id.
UNWIND $asked AS ask
UNWIND ask[1] AS about
MATCH (x:Remark {about: about}) WHERE {{remark_in_view}} AND {{where}}
WITH ask[0] AS id, x, {{keys}} AS keys ORDER BY {{in_order}}
WITH id, collect([x, keys]) AS every
WITH id, {{page}}
RETURN collect([id, [x IN {{on_page}} | {{remark_row}}], {{keys_on_page}}, total]) AS answer
