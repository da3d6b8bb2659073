// The records of a kind are looked up by the data version since which they stand: those of a sync under way are passed over unread.
CREATE INDEX entity_record_kind_since IF NOT EXISTS FOR (n:EntityRecord) ON (n.kind, n.since_version);
DROP INDEX entity_record_kind IF EXISTS;
