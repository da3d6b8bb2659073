// Whether a tie r has one of the standings.
r.standing IN $standings
