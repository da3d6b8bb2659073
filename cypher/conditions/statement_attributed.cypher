// Whether the source of a claim or remark x says that it comes from an entity.
x.attributed_to IS NOT NULL AND x.attributed_to IN $ids
