// Gives the writers' lease back.
MATCH (l:Lease {name: 'writer'}) WHERE l.holder = $holder SET l.holder = '', l.expires = 0
RETURN true AS answer
