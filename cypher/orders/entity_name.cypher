// The preferred name of an entity x.
x.sort_name
