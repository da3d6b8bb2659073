-- The full-text index of the keys of names, for ArcadeDB, whose Cypher has no such statement.
CREATE PROPERTY Entity.search_keys IF NOT EXISTS STRING;
CREATE INDEX entity_search IF NOT EXISTS ON Entity (search_keys) FULL_TEXT METADATA {"analyzer": "org.apache.lucene.analysis.core.WhitespaceAnalyzer"};
