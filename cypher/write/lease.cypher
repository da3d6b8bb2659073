// Who has the writers' lease, and whether it can be taken.
MATCH (l:Lease {name: 'writer'})
RETURN [l.about, l.holder = '' OR l.expires < timestamp()] AS answer
