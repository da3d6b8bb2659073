// Makes what was written as a version visible, all at once.
MATCH (m:Meta {name: 'graph'}) SET m.version = $version, m.writing = null RETURN m.version AS answer
