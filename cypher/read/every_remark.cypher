// Remarks, retracted ones too, up to $limit, by reported day and id, with the days by which they are filtered.
MATCH (x:Remark) WHERE {{stands}}
WITH x ORDER BY x.known_from, x.id LIMIT $limit
RETURN collect([{{remark_row}}, x.reported_lo, x.dated_lo, x.dated_hi]) AS answer
