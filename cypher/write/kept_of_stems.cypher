// The records that a dataset keeps under some stems of ids: the row's id, and the record as it came.
UNWIND $stems AS stem
MATCH (x:KeptRecord {stem: stem}) WHERE {{stands}} AND $dataset IN x.datasets
RETURN collect([x.id, x.line]) AS answer
