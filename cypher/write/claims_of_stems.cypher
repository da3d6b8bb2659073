// The ids of claims that a dataset still makes on ties whose ids begin with one of some stems and two hyphens.
UNWIND $stems AS stem
MATCH (x:Claim) WHERE x.tie STARTS WITH stem + '--' AND {{stands}} AND $dataset IN x.datasets AND x.retracted_on IS NULL
RETURN collect(DISTINCT x.id) AS answer
