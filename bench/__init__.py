"""How fast the service is, as ratios to what the database alone needs, measured side by side in one run.

`make bench` (`python -m bench`) measures ten figures on both databases, prints them and writes `RESULTS.md`:

- (a) `chain`     the playground's first example as a whole HTTP request ÷ the queries it sends, by the raw driver
- (b) `tree`      100 institutions × 10 ties × 5 ties of each holder ÷ one hand-written query with the same values
- (c) `growth`    a chain search among 10⁵ people ÷ the same search among 10³
- (d) `loading`   importing claims ÷ plain `UNWIND … MERGE` of the rows that the import leaves behind
- (e) `starting`  from starting the service to its first answer, cold and warm, in seconds
- (f) `finding`   a search for a person among 10⁵ names ÷ the same among 10³
- (g) `paths`     paths among 10⁴ people, and through a hub of as many, as whole requests ÷ their own queries
- (h) `centrality`  betweenness and constraint of a graph as whole requests, cold and cached ÷ queries and library
- (i) `syncing`   syncs of a register: rows a second, memory, what doing it again takes and what readers notice
- (j) `lists`     filtered and ordered lists among 10⁴ people as whole requests ÷ their own queries

A ratio is of medians, and what is compared takes turns (`clock`), so that whatever else the machine does falls on
both sides. Milliseconds stand beside the ratios as information: they are of one machine on one day.
"""
