// An entity's record x as a row; the columns are those of schema.entity.EntityRow.
[x.id, x.kind, x.name, x.names, x.description, x.identified, x.born, x.died, x.external_ids, x.sources, x.sort_name, x.members]
