// Whether a claim or remark x counts by $known_at in the data version.
x.since_version <= $version AND $version < x.until_version AND x.known_from <= $known_at AND $known_at < x.known_to
