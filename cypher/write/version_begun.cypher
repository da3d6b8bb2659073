// Notes that a version is being written.
MATCH (m:Meta {name: 'graph'}) SET m.writing = $version RETURN m.version AS answer
