// How the graph stands: its data version, the version being written, and the migrations done; made where missing.
MERGE (m:Meta {name: 'graph'}) ON CREATE SET m.version = 0, m.done = []
WITH m ORDER BY m.version DESC LIMIT 1
RETURN [m.version, m.writing, m.done] AS answer
