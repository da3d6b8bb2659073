"""Entities and ties as tables: CSV in UTF-8, a header, a row each, several values in one cell parted by ` | `."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Iterable, Sequence

from schema.claim import claims_of_tie
from schema.entity import Entity
from schema.entity_kinds import Event
from schema.paging import window
from schema.scope import Scope
from schema.tie import Tie
from service.exports.holdings import Holdings, by_id

ENTITY_COLUMNS = (
    "id", "kind", "name", "names", "description", "identified", "born", "died", "date", "external_ids", "sources",
)  # fmt: skip
TIE_COLUMNS = (
    "id", "kind", "nature", "from", "from_name", "to", "to_name", "role", "head", "institution", "institution_name",
    "standing", "certainty", "start", "end", "earliest_start", "latest_start", "earliest_end", "latest_end", "period",
    "claims", "voices", "sources",
)  # fmt: skip
BETWEEN = " | "

Cell = str | int | bool | None


async def write_entities(holdings: Holdings) -> AsyncIterator[bytes]:
    yield _lines([ENTITY_COLUMNS])
    async for found in holdings.entities():
        dates = await _dates(found)
        yield _lines(_entity(entity, dates.get(entity.id)) for entity in found)


async def write_ties(holdings: Holdings) -> AsyncIterator[bytes]:
    yield _lines([TIE_COLUMNS])
    async for found in holdings.ties():
        scope = await holdings.fresh()
        names, counts = await asyncio.gather(_names(scope, found), _counts(scope, found))
        yield _lines(_tie(tie, names, counts[tie.id]) for tie in found)


async def _names(scope: Scope, ties: Iterable[Tie]) -> dict[str, str]:
    """The names of the entities that ties name."""
    ids = {end for tie in ties for end in (tie.row.from_id, tie.row.to_id, tie.row.institution) if end}
    return {identity: entity.name for identity, entity in (await by_id(scope, ids)).items()}


async def _counts(scope: Scope, ties: Sequence[Tie]) -> dict[str, int]:
    """How many claims on each tie count in the view."""
    none = window(("export.claims",), 0)
    found = await asyncio.gather(*(claims_of_tie(scope, tie.id, none) for tie in ties))
    return {tie.id: page.counted for tie, page in zip(ties, found, strict=True)}


async def _dates(found: Iterable[Entity]) -> dict[str, str]:
    events = [entity for entity in found if isinstance(entity, Event)]
    dates = await asyncio.gather(*(event.date() for event in events))
    return {event.id: date for event, date in zip(events, dates, strict=True) if date}


def _entity(entity: Entity, date: str | None) -> list[Cell]:
    row = entity.row
    return [
        entity.id, entity.kind.value, entity.name, _joined(name.text for name in entity.names()), entity.description,
        entity.identified, row.born, row.died, date,
        _joined(f"{scheme}:{value}" for scheme, value in json.loads(row.external_ids)), _joined(row.sources),
    ]  # fmt: skip


def _tie(tie: Tie, names: dict[str, str], claims: int) -> list[Cell]:
    row, period, certainty = tie.row, tie.period(), tie.certainty()
    return [
        tie.id, row.kind, row.nature, row.from_id, names[row.from_id], row.to_id, names[row.to_id],
        row.role, row.head, row.institution, names[row.institution] if row.institution else None,
        row.standing, certainty.value if certainty else None, period.start, period.end,
        period.earliest_start(), period.latest_start(), period.earliest_end(), period.latest_end(), period.text(),
        claims, row.voices, _joined(row.sources),
    ]  # fmt: skip


def _joined(values: Iterable[str]) -> str:
    return BETWEEN.join(values)


def _lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(
        [("true" if cell else "false") if isinstance(cell, bool) else cell for cell in row] for row in rows
    )
    return written.getvalue().encode()
