"""Writing the graph out in the claims format: imported elsewhere it gives the same graph.

`retinue export` writes it from the store; `service.exports.claims` writes the same records of a request's data version.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from schema.records import TieRecord
from service.sync.reading import LISTS
from service.sync.rows import Row, entity_record, match_record, question_record, source_record, tie_record
from service.sync.store import Label, Store, batches

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


# In which order an export writes them.
EXPORTED = tuple(Label[type_.upper()] for type_ in LISTS.values())


def export_lines(store: Store) -> Iterator[bytes]:
    """Every record of the present data version, a line each, retracted claims too."""
    for record in export_records(store):
        yield json_line(record)


def export_records(store: Store) -> Iterator[dict[str, Any]]:
    """The same as mappings: sources, entities, claims with their ties, remarks, questions, decisions on matches."""
    version = store.version
    written = Written()
    for label in EXPORTED:
        for rows in batches(store.every_row(label, version), store.batch):
            ties = store.rows_by_id(Label.TIE, written.undefined(label, rows), version)
            yield from written.records(label, rows, ties)


def json_line(record: dict[str, Any]) -> bytes:
    """A record as a line of JSON."""
    return orjson.dumps(record) + b"\n"


class Written:
    """Rows made records of the claims format, page by page: the first claim on a tie brings the tie's definition."""

    def __init__(self) -> None:
        self._defined: set[str] = set()

    def undefined(self, label: Label, rows: Iterable[Row]) -> list[str]:
        """The ties that these rows need definitions of."""
        return sorted({row["tie"] for row in rows} - self._defined) if label is Label.CLAIM else []

    def records(self, label: Label, rows: Iterable[Row], ties: Iterable[Row] = ()) -> Iterator[dict[str, Any]]:
        """The records of rows of one label; `ties` are the rows of the ties that are undefined so far."""
        definitions = {row["id"]: row for row in ties}
        for row in rows:
            made = _RECORDS[label](row)
            if label is Label.CLAIM and row["tie"] not in self._defined:
                self._defined.add(row["tie"])
                made["tie"] = _tie(tie_record(definitions[row["tie"]]))
            yield made


def _source(row: Row) -> dict[str, Any]:
    source = source_record(row)
    return _record("source", row, {
        "id": source.id, "title": source.title, "publisher": source.publisher, "author": source.author,
        "publishedOn": source.published_on, "url": source.url, "reliability": source.reliability,
        "note": source.note,
    })  # fmt: skip


def _claim(row: Row) -> dict[str, Any]:
    return _record("claim", row, {name: row.get(column) for name, column in _CLAIM.items()})


def _remark(row: Row) -> dict[str, Any]:
    return _record("remark", row, {name: row.get(column) for name, column in _REMARK.items()})


def _question(row: Row) -> dict[str, Any]:
    question = question_record(row)
    positions = [
        bare({"text": p.text, "claims": list(p.claims), "remarks": list(p.remarks)}) for p in question.positions
    ]
    evidence = [
        bare(
            {
                "claim": e.claim,
                "remark": e.remark,
                "credibility": e.credibility,
                "bears": [each.value for each in e.bears],
                "note": e.note,
            }
        )
        for e in question.evidence
    ]
    # Even where there are none: the format asks for the list.
    about = {"about": list(question.about)}
    fields = {"id": question.id, "text": question.text, "positions": positions, "evidence": evidence}
    return _record("question", row, fields) | about


def _match(row: Row) -> dict[str, Any]:
    match = match_record(row)
    return _record("match", row, {
        "a": match.a, "b": match.b, "same": match.same, "by": match.by, "on": match.on, "reason": match.reason,
    })  # fmt: skip


def _record(type_: str, row: Row, fields: dict[str, Any]) -> dict[str, Any]:
    """A record with its dataset, or the list of them where several have it."""
    datasets = row.get("datasets") or []
    return {"type": type_} | bare(fields) | bare({"dataset": datasets[0] if len(datasets) == 1 else datasets})


def bare(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record that hold anything."""
    return {name: value for name, value in fields.items() if value is not None and value != [] and value != {}}


def _entity(row: Row) -> dict[str, Any]:
    record = entity_record(row)
    names = [
        bare({
            "text": name.text, "language": name.language, "script": name.script,
            "preferred": name.preferred or None, "start": name.start, "end": name.end, "sources": list(name.sources),
        })
        for name in record.names
    ]  # fmt: skip
    return _record("entity", row, {
        "id": record.id, "kind": record.kind.value, "names": names,
        "identified": None if record.identified else False, "description": record.description,
        "born": record.born, "died": record.died, "externalIds": dict(record.external_ids),
        "sources": list(record.sources),
    })  # fmt: skip


def _tie(record: TieRecord) -> dict[str, Any]:
    return bare({
        "id": record.id, "kind": record.kind.value, "from": record.from_id, "to": record.to_id, "role": record.role,
        "head": record.head or None, "institution": record.institution, "blood": None if record.blood else False,
        "equals": record.equals or None,
    })  # fmt: skip


_RECORDS: dict[Label, Callable[[Row], dict[str, Any]]] = {
    Label.SOURCE: _source,
    Label.ENTITY: _entity,
    Label.CLAIM: _claim,
    Label.REMARK: _remark,
    Label.QUESTION: _question,
    Label.MATCH: _match,
}
