// The present data version, and since which one entities are one with each other as they are; 0 where none ever was.
MATCH (m:Meta {name: 'graph'}) RETURN [m.version, coalesce(m.joined, 0)] AS answer
