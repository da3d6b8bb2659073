// Whether something known by $known_at speaks of the entity or source whose record is x; known holds pairs of days, from and until.
any(i IN range(0, size(x.known) - 1, 2) WHERE x.known[i] <= $known_at AND $known_at < x.known[i + 1])
