// Notes how a dataset stands after a sync.
MERGE (d:Dataset {name: $name})
SET d.path = $path, d.day = $day, d.digest = $digest, d.rows = $rows, d.version = $version, d.source = $source,
  d.unsettled = $unsettled
RETURN d.name AS answer
