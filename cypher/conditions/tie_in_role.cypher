// Whether the role of a tie r, folded, is as asked; a tie without a role is not.
r.folded_role IS NOT NULL AND ($eq IS NULL OR r.folded_role = $eq) AND ($among IS NULL OR r.folded_role IN $among) AND ($starts IS NULL OR r.folded_role STARTS WITH $starts) AND ($contains IS NULL OR r.folded_role CONTAINS $contains)
