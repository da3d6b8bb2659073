// Notes by what upstreams of a source tell whether a file has changed; of others than those asked for nothing is known any longer.
// An older file at another address may have been applied since.
OPTIONAL MATCH (old:Upstream {source: $source}) WHERE NOT old.url IN $urls
DETACH DELETE old
WITH count(*) AS gone
UNWIND $rows AS row
MERGE (u:Upstream {url: row[0]})
SET u.source = $source, u.etag = row[1], u.last_modified = row[2]
RETURN count(*) AS answer
