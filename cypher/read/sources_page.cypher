// One page of the sources with a claim or remark that counts in a view.
// Order: source_id.
CALL () {
  MATCH (x:SourceRecord) WHERE {{stands}} AND {{spoken_of}} AND {{where}}
  WITH x, {{keys}} AS keys ORDER BY {{in_order}}
  RETURN collect([x, keys]) AS every
}
WITH {{page}}
RETURN [[null, [x IN {{on_page}} | {{source_row}}], {{keys_on_page}}, total]] AS answer
