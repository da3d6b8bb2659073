// Whether r is the state of its tie in the data version, by what had been reported by $known_at.
r.since_version <= $version AND $version < r.until_version AND r.known_from <= $known_at AND $known_at < r.known_to
