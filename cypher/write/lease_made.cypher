// Makes the writers' lease where there is none.
MERGE (l:Lease {name: 'writer'}) ON CREATE SET l.holder = '', l.expires = 0, l.about = ''
RETURN l.holder AS answer
