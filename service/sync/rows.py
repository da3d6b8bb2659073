"""Records as the flat rows that the database holds, and back.

A row is a mapping of plain values; days and dates are ISO strings, names and identifiers JSON text. Columns
called `known_from` and `known_to` bound the days of knowledge on which a statement counts.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any, TypeVar

import orjson

from schema.edtf import ALL_KNOWN, FUTURE, Edtf, Form, hull, parse
from schema.kinds import TieKind
from schema.plain import plain
from schema.records import (
    ClaimRecord,
    EntityRecord,
    MatchRecord,
    NameRecord,
    PositionRecord,
    QuestionRecord,
    RemarkRecord,
    SourceRecord,
    TieRecord,
    evidence_of,
)
from schema.vocabulary import Aspect, EntityKind, Modality, Stance

Row = dict[str, Any]
Statement = TypeVar("Statement", ClaimRecord, RemarkRecord)


def _fields(record: NameRecord | SourceRecord | TieRecord) -> Row:
    """A flat record's fields, as they are."""
    return {name: getattr(record, name) for name in record.__slots__}


def _text(date: Edtf | None) -> str | None:
    return date.text if date else None


def _date(text: str | None) -> Edtf | None:
    return parse(text) if text else None


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _bounds(prefix: str, dates: Iterable[Edtf | None]) -> Row:
    """The days between which dates lie, as columns to filter and order by; both null where there is none."""
    given = [date.bounds for date in dates if date]
    whole = hull(given) if given else None
    return {f"{prefix}_lo": whole.lo if whole else None, f"{prefix}_hi": whole.hi if whole else None}


def source_row(record: SourceRecord) -> Row:
    return _fields(record) | _bounds("published", [_date(record.published_on)])


def source_record(row: Row) -> SourceRecord:
    # The columns are the record's fields, whose types the checker cannot see.
    return SourceRecord(**{name: row.get(name) for name in SourceRecord.__dataclass_fields__})  # type: ignore[arg-type]


def cited(record: EntityRecord) -> set[str]:
    """The sources that an entity's record names, those of its names among them."""
    return {*record.sources, *(source for name in record.names for source in name.sources)}


def entity_row(record: EntityRecord) -> Row:
    names = [{k: v for k, v in _fields(name).items() if v not in (None, ())} for name in record.names]
    return {
        "id": record.id,
        "kind": record.kind.value,
        "name": record.name,
        "sort_name": record.name.casefold(),
        "names": _json(names),
        "folded_names": sorted({plain(name.text) for name in record.names}),
        "identified": record.identified,
        "description": record.description,
        "born": record.born,
        "died": record.died,
        "external_ids": _json(record.external_ids),
        "sources": list(record.sources),
        "cited": sorted(cited(record)),
    } | _bounds("born", [_date(record.born)])


def entity_record(row: Row) -> EntityRecord:
    names = tuple(
        NameRecord(**{**name, "sources": tuple(name.get("sources", ()))}) for name in json.loads(row["names"])
    )
    return EntityRecord(
        id=row["id"],
        kind=EntityKind(row["kind"]),
        names=names,
        identified=row["identified"],
        description=row.get("description"),
        born=row.get("born"),
        died=row.get("died"),
        external_ids=tuple((scheme, value) for scheme, value in json.loads(row["external_ids"])),
        sources=tuple(row["sources"]),
    )


def tie_row(record: TieRecord) -> Row:
    return {**_fields(record), "kind": record.kind.value}


def tie_record(row: Row) -> TieRecord:
    values = {name: row.get(name) for name in TieRecord.__dataclass_fields__}
    # As of a source.
    return TieRecord(**{**values, "kind": TieKind(row["kind"])})  # type: ignore[arg-type]


def _statement(record: ClaimRecord | RemarkRecord) -> Row:
    """The columns that claims and remarks share."""
    return {
        "id": record.id,
        "source": record.source,
        "stance": record.stance.value,
        "modality": record.modality.value,
        "reported_on": record.reported_on.text,
        "attributed_to": record.attributed_to,
        "retracted_on": record.retracted_on,
        "recorded_at": record.recorded_at,
        "withdrawn_at": record.withdrawn_at,
        "known_from": min(record.reported_on.hi, ALL_KNOWN),
        "known_to": record.retracted_on or FUTURE,
        "reported_lo": record.reported_on.lo,
        **_dated(record),
    }


def _dated(record: ClaimRecord | RemarkRecord) -> Row:
    """The days that a statement speaks of: its dates (what went on, up to the telling), else the day of its report."""
    if isinstance(record, RemarkRecord):
        return _bounds("dated", [record.date or record.reported_on])
    dates = [record.start, record.held_on, record.end]
    given = [record.reported_on if date and date.form is Form.OPEN else date for date in dates]
    return _bounds("dated", given if any(given) else [record.reported_on])


def claim_row(record: ClaimRecord) -> Row:
    return {
        **_statement(record),
        "tie": record.tie,
        "aspect": record.aspect.value,
        "start_date": _text(record.start),
        "end_date": _text(record.end),
        "held_on": _text(record.held_on),
        "role": record.role,
        "note": record.note,
        "last_seen_on": record.last_seen_on,
    }


def claim_record(row: Row) -> ClaimRecord:
    return ClaimRecord(
        id=row["id"],
        tie=row["tie"],
        source=row["source"],
        reported_on=parse(row["reported_on"]),
        stance=Stance(row["stance"]),
        aspect=Aspect(row["aspect"]),
        modality=Modality(row["modality"]),
        start=_date(row.get("start_date")),
        end=_date(row.get("end_date")),
        held_on=_date(row.get("held_on")),
        attributed_to=row.get("attributed_to"),
        role=row.get("role"),
        note=row.get("note"),
        last_seen_on=row.get("last_seen_on"),
        retracted_on=row.get("retracted_on"),
        recorded_at=row.get("recorded_at"),
        withdrawn_at=row.get("withdrawn_at"),
    )


def remark_row(record: RemarkRecord) -> Row:
    return {
        **_statement(record),
        "about": record.about,
        "text": record.text,
        "date": _text(record.date),
        "date_lo": record.date.lo if record.date else None,
    }


def remark_record(row: Row) -> RemarkRecord:
    return RemarkRecord(
        id=row["id"],
        about=row["about"],
        text=row["text"],
        source=row["source"],
        reported_on=parse(row["reported_on"]),
        date=_date(row.get("date")),
        stance=Stance(row["stance"]),
        modality=Modality(row["modality"]),
        attributed_to=row.get("attributed_to"),
        retracted_on=row.get("retracted_on"),
        recorded_at=row.get("recorded_at"),
        withdrawn_at=row.get("withdrawn_at"),
    )


def said(record: Statement) -> Statement:
    """What a statement says, apart from whether it still stands and how long it was seen."""
    plain = replace(record, retracted_on=None)
    return replace(plain, last_seen_on=None) if isinstance(plain, ClaimRecord) else plain


def question_row(record: QuestionRecord) -> Row:
    """Its `claims` and `remarks` are all that it names, in positions or as evidence."""
    positions, evidence = record.positions, record.evidence
    claims = {claim for position in positions for claim in position.claims} | {each.claim for each in evidence}
    remarks = {remark for position in positions for remark in position.remarks} | {each.remark for each in evidence}
    return {
        "id": record.id,
        "text": record.text,
        "about": list(record.about),
        "positions": _json([asdict(position) for position in positions]),
        "claims": sorted(filter(None, claims)),
        "remarks": sorted(filter(None, remarks)),
        # Without evidence there is no such column: rows from before there was any say the same.
        "evidence": _json([asdict(each) for each in evidence]) if evidence else None,
    }


def question_record(row: Row) -> QuestionRecord:
    positions = tuple(
        PositionRecord(position["text"], tuple(position["claims"]), tuple(position["remarks"]))
        for position in json.loads(row["positions"])
    )
    return QuestionRecord(row["id"], row["text"], tuple(row["about"]), positions, evidence_of(row.get("evidence")))


def match_row(record: MatchRecord) -> Row:
    return {"id": f"{record.a} {record.b}", **asdict(record), "on": record.on}


def match_record(row: Row) -> MatchRecord:
    return MatchRecord(**{name: row[name] for name in MatchRecord.__dataclass_fields__})
