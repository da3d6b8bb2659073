// The constraint under which a permalink's id stands for one query; permalinks have no versions.
CREATE CONSTRAINT permalink_id IF NOT EXISTS FOR (n:Permalink) REQUIRE n.id IS UNIQUE;
