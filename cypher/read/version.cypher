// The data version that a request starting now reads.
MATCH (m:Meta {name: 'graph'}) RETURN m.version AS answer
