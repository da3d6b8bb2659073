// Whether a row x is what data sets say, not a record put together of several that are one.
x.members IS NULL
