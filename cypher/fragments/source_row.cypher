// A source's record x as a row; the columns are those of schema.source.SourceRow.
[x.id, x.title, x.publisher, x.author, x.published_on, x.url, x.reliability, x.note]
