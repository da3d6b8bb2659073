// Notes since which version entities are one with each other as they are now.
MATCH (m:Meta {name: 'graph'}) SET m.joined = $version RETURN m.joined AS answer
