// What kind of record each id stands for.
CALL () {
  UNWIND $ids AS id MATCH (x:EntityRecord {id: id}) WHERE {{stands}} AND {{whole}} RETURN id, 'entity' AS type
  UNION ALL
  UNWIND $ids AS id MATCH (x:SourceRecord {id: id}) WHERE {{stands}} RETURN id, 'source' AS type
  UNION ALL
  UNWIND $ids AS id MATCH (x:Tie {id: id}) WHERE {{stands}} RETURN id, 'tie' AS type
  UNION ALL
  UNWIND $ids AS id MATCH (x:Claim {id: id}) WHERE {{stands}} RETURN id, 'claim' AS type
  UNION ALL
  UNWIND $ids AS id MATCH (x:Remark {id: id}) WHERE {{stands}} RETURN id, 'remark' AS type
  UNION ALL
  UNWIND $ids AS id MATCH (x:Question {id: id}) WHERE {{stands}} RETURN id, 'question' AS type
  UNION ALL
  UNWIND $ids AS id MATCH (x:SyncRun {id: id}) RETURN id, 'sync_run' AS type
}
RETURN collect([id, type]) AS answer
