// Keeps a permalink under its id where none is kept under it yet; answers the one that is.
MERGE (p:Permalink {id: $id})
ON CREATE SET p.digest = $digest, p.query = $query, p.operation = $operation, p.variables = $variables, p.version = $version, p.views = $views, p.made_at = $made_at
RETURN properties(p) AS answer
