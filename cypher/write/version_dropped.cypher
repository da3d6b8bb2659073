// Notes that nothing is being written any longer; the data version stays.
MATCH (m:Meta {name: 'graph'}) SET m.writing = null RETURN m.version AS answer
