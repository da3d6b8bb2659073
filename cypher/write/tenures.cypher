// The ties of some kind and beginning at some entities whose ids begin with a prefix, each with what its claims say: start, end, whether retracted.
UNWIND $ids AS id
MATCH (t:Tie {from_id: id}) WHERE t.kind IN $kinds AND t.id STARTS WITH $prefix AND t.since_version <= $version AND $version < t.until_version
MATCH (x:Claim {tie: t.id}) WHERE {{stands}}
WITH t, collect([x.start_date, x.end_date, x.retracted_on IS NOT NULL]) AS claims
RETURN collect([properties(t), claims]) AS answer
