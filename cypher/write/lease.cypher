// Who has a lease, and whether it can be taken.
MATCH (l:Lease {name: $name})
RETURN [l.about, l.holder = '' OR l.expires < timestamp()] AS answer
