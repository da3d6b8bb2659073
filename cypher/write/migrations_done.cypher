// The data version and the migrations that the graph has been through; null and null where there is no graph yet.
OPTIONAL MATCH (m:Meta {name: 'graph'})
WITH m ORDER BY m.version DESC LIMIT 1
RETURN [m.version, m.done] AS answer
