// Neo4j samples its indexes where they have changed, and forgets how it planned queries before.
CALL db.prepareForReplanning()
