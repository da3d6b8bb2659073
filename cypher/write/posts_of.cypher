// The posts of entities by all that is known: body, role, and the days between which they can have been held.
UNWIND $ids AS id
MATCH (:Entity {id: id})-[r:HOLDS_POST|MEMBER_OF]->(o:Entity)
WHERE r.from_id = id AND r.until_version = $open AND r.known_to = $future AND r.standing <> 'REFUTED'
WITH id, collect([o.name, coalesce(r.role, ''), r.earliest_start, r.latest_end]) AS posts
RETURN collect([id, posts]) AS answer
