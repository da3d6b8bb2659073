// Recorded questions, those about an entity where $about is given, with the claims and remarks that they name and that count; by id, up to $limit.
MATCH (q:Question) WHERE q.since_version <= $version AND $version < q.until_version AND ($about IS NULL OR any(each IN q.about WHERE each IN $about))
WITH q ORDER BY q.id LIMIT $limit
WITH q, {{question_statements}}
WITH q, claims, remarks ORDER BY q.id
RETURN collect({{question_row}}) AS answer
