// What is known of a dataset: the path it came from and the digest of its files; null where it is new.
OPTIONAL MATCH (d:Dataset {name: $name})
RETURN [d.path, d.digest] AS answer
