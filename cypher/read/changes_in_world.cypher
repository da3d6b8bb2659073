// Ties of which a claim asserts a begin or an end that can lie in the days after $from up to and including $to.
MATCH (:Entity)-[r]->(:Entity)
WHERE type(r) IN $kinds AND {{tie_known}} AND r.standing <> 'REFUTED'
AND ($about IS NULL OR r.from_id = $about OR r.to_id = $about OR r.institution = $about)
AND ((r.start_date IS NOT NULL AND r.latest_start > $from AND r.earliest_start <= $to)
  OR (r.end_date IS NOT NULL AND r.latest_end > $from AND {{earliest_end}} <= $to))
WITH r ORDER BY r.tie
RETURN collect({{tie_row}}) AS answer
