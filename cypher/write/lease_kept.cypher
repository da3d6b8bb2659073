// Prolongs a lease within a writing transaction; answers whether it is still ours.
MATCH (l:Lease {name: $name})
SET l.touched = timestamp()
WITH l, l.holder = $holder AS ours
SET l.expires = CASE WHEN ours THEN timestamp() + $milliseconds ELSE l.expires END
RETURN ours AS answer
