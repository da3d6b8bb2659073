// Identifiers of entities by which they are joined with others, and people's decisions by the entities they are about.
CREATE INDEX identifier_id IF NOT EXISTS FOR (n:Identifier) ON (n.id);
CREATE INDEX match_a IF NOT EXISTS FOR (n:Match) ON (n.a);
CREATE INDEX match_b IF NOT EXISTS FOR (n:Match) ON (n.b);
