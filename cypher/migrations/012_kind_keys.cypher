// The records of a kind are looked up by the data version since which they stand, on both databases by one property.
CREATE INDEX entity_record_kind_key IF NOT EXISTS FOR (n:EntityRecord) ON (n.kind_key);
DROP INDEX entity_record_kind_since IF EXISTS;
DROP INDEX entity_record_kind IF EXISTS;
