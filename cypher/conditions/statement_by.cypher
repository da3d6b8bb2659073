// Whether a claim or remark x stands in a source.
x.source = $source
