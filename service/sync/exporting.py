"""Writing the graph out in the claims format, as JSON Lines: imported elsewhere it gives the same graph."""

from collections.abc import Iterator
from typing import Any

import orjson

from schema.records import EntityRecord, TieRecord
from service.sync.rows import Row, entity_record, match_record, question_record, source_record, tie_record
from service.sync.store import Label, Store

_CLAIM = {
    "id": "id", "tie": "tie", "source": "source", "stance": "stance", "aspect": "aspect", "modality": "modality",
    "start": "start_date", "end": "end_date", "heldOn": "held_on", "reportedOn": "reported_on",
    "attributedTo": "attributed_to", "role": "role", "note": "note", "lastSeenOn": "last_seen_on",
    "retractedOn": "retracted_on", "recordedAt": "recorded_at", "withdrawnAt": "withdrawn_at",
}  # fmt: skip
_REMARK = {
    "id": "id", "about": "about", "text": "text", "source": "source", "date": "date", "stance": "stance",
    "modality": "modality", "reportedOn": "reported_on", "attributedTo": "attributed_to",
    "retractedOn": "retracted_on", "recordedAt": "recorded_at", "withdrawnAt": "withdrawn_at",
}  # fmt: skip


def export_lines(store: Store) -> Iterator[bytes]:
    """Every record of the present data version, a line each, retracted claims too."""
    for record in export_records(store):
        yield orjson.dumps(record) + b"\n"


def export_records(store: Store) -> Iterator[dict[str, Any]]:
    """The same as mappings: sources, entities, claims with their ties, remarks, questions, decisions on matches."""
    version = store.version
    for row in store.every_row(Label.SOURCE, version):
        source = source_record(row)
        yield _record("source", row, {
            "id": source.id, "title": source.title, "publisher": source.publisher, "author": source.author,
            "publishedOn": source.published_on, "url": source.url, "reliability": source.reliability,
            "note": source.note,
        })  # fmt: skip
    for row in store.every_row(Label.ENTITY, version):
        yield _record("entity", row, _entity(entity_record(row)))
    defined: set[str] = set()
    ties = {row["id"]: tie_record(row) for row in store.every_row(Label.TIE, version)}
    for row in store.every_row(Label.CLAIM, version):
        fields: dict[str, Any] = {name: row.get(column) for name, column in _CLAIM.items()}
        if row["tie"] not in defined:
            defined.add(row["tie"])
            fields["tie"] = _tie(ties[row["tie"]])
        yield _record("claim", row, fields)
    for row in store.every_row(Label.REMARK, version):
        yield _record("remark", row, {name: row.get(column) for name, column in _REMARK.items()})
    for row in store.every_row(Label.QUESTION, version):
        question = question_record(row)
        positions = [
            _bare({"text": p.text, "claims": list(p.claims), "remarks": list(p.remarks)}) for p in question.positions
        ]
        evidence = [
            _bare({"claim": e.claim, "remark": e.remark, "credibility": e.credibility, "bears": list(e.bears),
                   "note": e.note})
            for e in question.evidence
        ]  # fmt: skip
        # Even where there are none: the format asks for the list.
        about = {"about": list(question.about)}
        fields = {"id": question.id, "text": question.text, "positions": positions, "evidence": evidence}
        yield _record("question", row, fields) | about
    for row in store.every_row(Label.MATCH, version):
        match = match_record(row)
        yield _record("match", row, {
            "a": match.a, "b": match.b, "same": match.same, "by": match.by, "on": match.on, "reason": match.reason,
        })  # fmt: skip


def _record(type_: str, row: Row, fields: dict[str, Any]) -> dict[str, Any]:
    """A record with its dataset, or the list of them where several have it."""
    datasets = row.get("datasets") or []
    return {"type": type_} | _bare(fields) | _bare({"dataset": datasets[0] if len(datasets) == 1 else datasets})


def _bare(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None and value != [] and value != {}}


def _entity(record: EntityRecord) -> dict[str, Any]:
    names = [
        _bare({
            "text": name.text, "language": name.language, "script": name.script,
            "preferred": name.preferred or None, "start": name.start, "end": name.end, "sources": list(name.sources),
        })
        for name in record.names
    ]  # fmt: skip
    return {
        "id": record.id, "kind": record.kind.value, "names": names,
        "identified": None if record.identified else False, "description": record.description,
        "born": record.born, "died": record.died, "externalIds": dict(record.external_ids),
        "sources": list(record.sources),
    }  # fmt: skip


def _tie(record: TieRecord) -> dict[str, Any]:
    return _bare({
        "id": record.id, "kind": record.kind.value, "from": record.from_id, "to": record.to_id, "role": record.role,
        "head": record.head or None, "institution": record.institution, "blood": None if record.blood else False,
        "equals": record.equals or None,
    })  # fmt: skip
