// A tie has a row for each definition that it had, as every other record has: earlier its id was unique among rows.
DROP CONSTRAINT tie_id IF EXISTS;
CREATE INDEX tie_row_id IF NOT EXISTS FOR (n:Tie) ON (n.id);
