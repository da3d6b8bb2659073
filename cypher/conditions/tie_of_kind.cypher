// Whether a tie r is of one of the kinds.
type(r) IN $kinds
