// Which ties of different data sets are one.
CREATE INDEX joined_tie_id IF NOT EXISTS FOR (n:JoinedTie) ON (n.id);
