// Whether the other end o of a tie is an entity.
o.id = $id
