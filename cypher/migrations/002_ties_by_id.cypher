// One index for each kind of relationship, by which the states of a tie are found.
CREATE INDEX {{kind}}_tie IF NOT EXISTS FOR ()-[r:{{kind}}]-() ON (r.tie);
