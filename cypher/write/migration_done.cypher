// Notes that a migration is done.
MATCH (m:Meta {name: 'graph'}) SET m.done = CASE WHEN $name IN m.done THEN m.done ELSE m.done + [$name] END
RETURN count(*) AS answer
