// The rows of a label by id, in the version being written.
UNWIND $ids AS id
MATCH (x:{{label}} {id: id}) WHERE {{stands}} AND {{said}}
RETURN collect(properties(x)) AS answer
