// The earliest day on which a tie r can have begun, unbounded ones first.
r.earliest_start
