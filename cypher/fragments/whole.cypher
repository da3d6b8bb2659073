// Whether an entity's record x is what readers see: put together, or of an entity that is one with no other.
x.member_of IS NULL
