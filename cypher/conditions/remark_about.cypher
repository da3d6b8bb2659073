// Whether a remark x speaks of an entity.
x.about IN $ids
