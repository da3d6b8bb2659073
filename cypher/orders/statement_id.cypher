// The id of a claim or remark x.
x.id
