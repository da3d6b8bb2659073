// So many wholes an entity is looked for in, one in the other.
10
