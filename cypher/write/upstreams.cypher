// By what upstreams of a source tell whether a file has changed: its address, its ETag, its last modification.
MATCH (u:Upstream {source: $source})
RETURN collect([u.url, u.etag, u.last_modified]) AS answer
