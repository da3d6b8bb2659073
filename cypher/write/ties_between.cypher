// The ties of a kind between two entities, each by all its ids, whatever data set has them.
UNWIND $asked AS ask
UNWIND ask.from_ids AS id
MATCH (x:Tie {from_id: id}) WHERE {{stands}} AND x.kind = ask.kind AND x.to_id IN ask.to_ids
RETURN collect(DISTINCT properties(x)) AS answer
