// Records of upstreams that the graph has no place for and others rest on, by their ids and by what they rest on.
CREATE INDEX kept_record_id IF NOT EXISTS FOR (n:KeptRecord) ON (n.id);
CREATE INDEX kept_record_stem IF NOT EXISTS FOR (n:KeptRecord) ON (n.stem);
CREATE INDEX kept_record_rests_on IF NOT EXISTS FOR (n:KeptRecord) ON (n.rests_on);
