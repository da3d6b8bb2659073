// The id of a source x.
x.id
