// The title of a source x, without regard to case.
toLower(x.title)
