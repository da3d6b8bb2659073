// Countries are found by the names that rigour's territories have: the keys of names are worked out anew.
CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE;
