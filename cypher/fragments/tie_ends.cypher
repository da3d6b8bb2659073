// The ends of a tie t as its states have them: ids that stand for all that are one. Where the ends themselves are one, each keeps its own.
MATCH (f:EntityRecord {id: t.from_id}) WHERE f.since_version <= $version AND $version < f.until_version
MATCH (o:EntityRecord {id: t.to_id}) WHERE o.since_version <= $version AND $version < o.until_version
WITH DISTINCT t, coalesce(f.member_of, t.from_id) AS from_one, coalesce(o.member_of, t.to_id) AS to_one
WITH t, CASE WHEN from_one = to_one THEN t.from_id ELSE from_one END AS from_one, CASE WHEN from_one = to_one THEN t.to_id ELSE to_one END AS to_one
