// A claim x as a row; the columns are those of schema.claim.ClaimRow.
[x.id, x.tie, x.stance, x.aspect, x.modality, x.start_date, x.end_date, x.reported_on, x.last_seen_on, x.source, x.attributed_to, x.held_on, x.role, x.note, x.retracted_on, x.recorded_at, x.withdrawn_at, x.known_from]
