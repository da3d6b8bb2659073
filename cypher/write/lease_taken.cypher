// Takes a lease if it is free, expired or ours; answers who has it then.
MATCH (l:Lease {name: $name})
SET l.touched = timestamp()
WITH l, l.holder = '' OR l.holder = $holder OR l.expires < timestamp() AS free
SET l.holder = CASE WHEN free THEN $holder ELSE l.holder END,
    l.about = CASE WHEN free THEN $about ELSE l.about END,
    l.expires = CASE WHEN free THEN timestamp() + $milliseconds ELSE l.expires END
RETURN [l.holder, l.about] AS answer
