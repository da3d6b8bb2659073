// How a dataset stood after its last sync: its day, the digest of its files, how many rows it had, whether some may be right the next time; null where there was none.
OPTIONAL MATCH (d:Dataset {name: $name})
RETURN [d.day, d.digest, d.rows, coalesce(d.unsettled, false)] AS answer
