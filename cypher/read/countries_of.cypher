// The nearest country that each institution or place is part of or located in, in a view.
UNWIND $ids AS id
MATCH p = (:Entity {id: id})-[:PART_OF|LOCATED_IN*1..{{most_wholes}}]->(c:Country)
WHERE all(r IN relationships(p) WHERE {{tie_in_view}} AND r.standing <> 'REFUTED')
WITH id, c.id AS country, length(p) AS hops ORDER BY hops, country
WITH id, collect(country)[0] AS country
MATCH (x:EntityRecord {id: country}) WHERE {{stands}} AND {{whole}}
RETURN collect([id, {{entity_row}}]) AS answer
