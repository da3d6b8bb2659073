// The day by which a claim or remark x had been reported.
x.known_from
