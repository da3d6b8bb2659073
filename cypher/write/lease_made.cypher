// Makes a lease where there is none of the name.
MERGE (l:Lease {name: $name}) ON CREATE SET l.holder = '', l.expires = 0, l.about = ''
RETURN l.holder AS answer
