// Notes where a dataset came from and the digest of its files.
MERGE (d:Dataset {name: $name})
SET d.path = $path, d.digest = $digest, d.version = $version
RETURN d.name AS answer
