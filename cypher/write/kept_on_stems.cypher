// The records that a dataset keeps and that rest on what some stems of ids stand for: the row's id, and the record as it came.
UNWIND $stems AS stem
MATCH (x:KeptRecord {rests_on: stem}) WHERE {{stands}} AND $dataset IN x.datasets
RETURN collect([x.id, x.line]) AS answer
