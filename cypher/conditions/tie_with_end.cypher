// Whether an entity is an end of a tie r.
r.from_id = $id OR r.to_id = $id
