// Notes by what upstreams of a source tell whether a file has changed.
UNWIND $rows AS row
MERGE (u:Upstream {url: row[0]})
SET u.source = $source, u.etag = row[1], u.last_modified = row[2]
RETURN count(*) AS answer
