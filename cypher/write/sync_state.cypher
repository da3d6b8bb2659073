// How a dataset stood after its last sync: its day, the digest of its files, how many rows it had; null where there was none.
OPTIONAL MATCH (d:Dataset {name: $name})
RETURN [d.day, d.digest, d.rows] AS answer
