// Whether the view holds the tie's state r: known, and holding on $as_of (on any day where that is null), certainly where $certain.
{{tie_known}}
AND ($as_of IS NULL OR (r.earliest_start <= $as_of AND $as_of < r.latest_end))
AND (NOT $certain OR (NOT r.only_possible AND CASE
  WHEN $as_of IS NULL THEN r.latest_start < {{earliest_end}}
  ELSE r.latest_start <= $as_of AND $as_of < {{earliest_end}} END))
