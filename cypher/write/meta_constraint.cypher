// The constraint under which there is one node of a name that says how the graph stands.
CREATE CONSTRAINT meta_name IF NOT EXISTS FOR (n:Meta) REQUIRE n.name IS UNIQUE
