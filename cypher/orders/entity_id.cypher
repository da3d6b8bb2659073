// The id of an entity x.
x.id
