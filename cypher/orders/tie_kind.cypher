// The kind of a tie r.
type(r)
