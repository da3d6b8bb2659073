// Whether any of the names of an entity x, folded, is as asked.
any(name IN x.folded_names WHERE ($eq IS NULL OR name = $eq) AND ($among IS NULL OR name IN $among) AND ($starts IS NULL OR name STARTS WITH $starts) AND ($contains IS NULL OR name CONTAINS $contains))
