// The columns by which lists are filtered and ordered: no statement on the form of the graph, rows are filled in.
