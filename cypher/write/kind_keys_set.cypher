// Gives some of the records of entities that have none the key of their kind and version; answers how many.
MATCH (x:EntityRecord) WHERE x.kind_key IS NULL
WITH x LIMIT $limit
SET x.kind_key = x.kind + ' ' + right('000000000000000' + toString(x.since_version), 16)
RETURN count(*) AS answer
