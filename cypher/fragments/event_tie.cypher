// Whether a known tie r dates an event x: who took part, and where it was.
{{tie_known}} AND r.standing <> 'REFUTED' AND (type(r) = 'TOOK_PART_IN' OR r.from_id = x.id)
