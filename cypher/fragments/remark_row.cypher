// A remark x as a row; the columns are those of schema.remark.RemarkRow.
[x.id, x.about, x.text, x.date, x.stance, x.modality, x.reported_on, x.source, x.attributed_to, x.retracted_on, x.recorded_at, x.withdrawn_at, x.known_from]
