// Gives a lease back.
MATCH (l:Lease {name: $name}) WHERE l.holder = $holder SET l.holder = '', l.expires = 0
RETURN true AS answer
