// Gives states of ties of a kind their roles as filters compare them.
UNWIND $rows AS row
MATCH ()-[r:{{kind}} {tie: row.tie}]->() WHERE r.role = row.role
SET r.folded_role = row.folded
RETURN count(*) AS answer
