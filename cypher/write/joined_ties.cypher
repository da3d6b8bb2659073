// Which ties of different data sets are one.
MATCH (x:JoinedTie) WHERE {{stands}}
RETURN collect(properties(x)) AS answer
