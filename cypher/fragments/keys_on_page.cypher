// The keys of the items of a page, of which cursors are made.
[e IN page | e[1]]
