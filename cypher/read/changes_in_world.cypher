// Ties of which a claim asserts a begin or an end that can lie in the days after $after_day up to and including $to_day; by id, up to $limit. From a day to itself there are none.
MATCH (:Entity)-[r]->(:Entity)
WHERE $after_day < $to_day AND type(r) IN $kinds AND {{tie_known}} AND r.standing <> 'REFUTED'
AND ($about IS NULL OR r.from_id = $about OR r.to_id = $about OR r.institution = $about)
AND ((r.start_date IS NOT NULL AND r.latest_start > $after_day AND r.earliest_start <= $to_day)
  OR (r.end_date IS NOT NULL AND r.latest_end > $after_day AND {{earliest_end}} <= $to_day))
WITH r ORDER BY r.tie LIMIT $limit
RETURN collect({{tie_row}}) AS answer
