"""Ties made by hand, as rows, for tests of what is computed from them without a database."""

from datetime import date, timedelta
from typing import Any

from schema.deriving import StatedTie
from schema.edtf import FUTURE, PAST
from schema.rows import TieRow

FIRST = date(2020, 1, 1)


def day(number: int) -> str:
    return (FIRST + timedelta(days=number)).isoformat()


def tie(identity: str, one: str, other: str, kind: str = "HOLDS_POST", **fields: Any) -> TieRow:
    """A tie, established and without dates unless said."""
    made: dict[str, Any] = {
        "nature": "STATE", "head": False, "role": None, "institution": None, "standing": "ESTABLISHED",
        "only_possible": False, "earliest_start": PAST, "latest_start": FUTURE, "earliest_end": PAST,
        "latest_end": FUTURE, "start": None, "end": None, "start_phrase": None, "end_phrase": None,
        "sources": ["paper"], "voices": 1,
    }  # fmt: skip
    return TieRow(id=identity, kind=kind, from_id=one, to_id=other, **(made | fields))


def dated(identity: str, one: str, other: str, began: str, ended: str | None = None, **fields: Any) -> TieRow:
    """A tie with a precise start and end; without an end it went on."""
    days: dict[str, Any] = {"earliest_start": began, "latest_start": began, "start": began}
    days |= {"earliest_end": ended, "latest_end": ended, "end": ended} if ended else {"earliest_end": FUTURE}
    return tie(identity, one, other, **(days | fields))


def stated(*rows: TieRow, to_kind: str = "INSTITUTION") -> list[StatedTie]:
    return [StatedTie("INSTITUTION" if row.kind == "PART_OF" else "PERSON", to_kind, row) for row in rows]
