// A tie's state r as a row; the columns are those of schema.tie.TieRow.
[r.tie, type(r), r.from_id, r.to_id, r.nature, r.head, r.role, r.institution, r.standing, r.only_possible, r.earliest_start, r.latest_start, {{earliest_end}}, r.latest_end, r.start_date, r.end_date, r.start_phrase, r.end_phrase, r.sources, r.voices]
