// Whether a row x stands in the data version that the request reads.
x.since_version <= $version AND $version < x.until_version
