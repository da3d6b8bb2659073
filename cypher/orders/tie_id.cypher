// The id of a tie r.
r.tie
