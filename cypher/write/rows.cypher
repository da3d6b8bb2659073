// Writes rows of a label as nodes of their own.
UNWIND $rows AS row
CREATE (x:{{label}}) SET x = row
RETURN count(*) AS answer
