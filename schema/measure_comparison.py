"""One measure on several days: who rose and who fell."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

import strawberry

from schema.centrality import DIGITS
from schema.edtf import Day
from schema.entities import entity_at_hand, entity_or_fail
from schema.entity import Entity
from schema.errors import BadInput, TooBroad
from schema.measure_kinds import DEFINITIONS, MeasureDefinition
from schema.measuring import Ask, Measured, MeasuredEntity, graph_of, measured_in
from schema.paging import Connection, Window, page_of
from schema.scalars import Date
from schema.scope import AT_HAND, Scope
from schema.vocabulary import EntityKind, described

FEWEST_DAYS, MOST_DAYS = 2, 12
# Of all days together: what is computed for one answer should be there within a request's time.
MOST_TIES_TOGETHER = 60_000


class MeasureTrend(StrEnum):
    ROSE = "ROSE"
    FELL = "FELL"
    UNCHANGED = "UNCHANGED"
    APPEARED = "APPEARED"
    DISAPPEARED = "DISAPPEARED"
    PASSED_THROUGH = "PASSED_THROUGH"


described(
    MeasureTrend,
    "What became of an entity from the first to the last of the days.",
    ROSE="More central on the last day, by the measure's order: for CONSTRAINT less constrained.",
    FELL="Less central on the last day.",
    UNCHANGED="The same value on both days.",
    APPEARED="A value on the last day and none on the first.",
    DISAPPEARED="A value on the first day and none on the last.",
    PASSED_THROUGH="A value on neither of them, but listed on one of the days.",
)


@strawberry.type(description="What was measured of an entity on one of the days compared.")
class MeasureOnDay:
    as_of: Date = strawberry.field(description="The day.")
    value: float | None = strawberry.field(description="The value; null where there is none on that day.")
    rank: int | None = strawberry.field(description="Its place among those listed of that day.")
    ties: int = strawberry.field(description="How many ties the value rests on; 0 where there is none.")


@strawberry.type(description="A measure of one entity on several days.")
class MeasureComparison:
    days: list[MeasureOnDay] = strawberry.field(description="Each of the days, in the order of the calendar.")
    change: float | None = strawberry.field(
        description=(
            "The last day's value less the first day's. An entity without a tie on one of them counts as 0 there, but "
            "for CONSTRAINT, which it has none of: null then, and for heads where either day has no value."
        )
    )
    ranks_gained: int | None = strawberry.field(
        description="By how many places it went up from the first to the last day; null without a rank on both."
    )
    trend: MeasureTrend = strawberry.field(description="Whether it rose or fell.")
    definition: MeasureDefinition = strawberry.field(description="How the measure is defined, and where.")
    entity_id: strawberry.Private[str]
    scope: strawberry.Private[Scope]

    @strawberry.field(
        description="Who or what was measured.",
        metadata={AT_HAND: lambda row: entity_at_hand(row.scope, row.entity_id)},
    )
    async def entity(self) -> Entity:
        return await entity_or_fail(self.scope, self.entity_id)


def checked_days(asked: Sequence[Day]) -> list[Day]:
    """The days in order. Raises BadInput where they are too few, too many or twice the same."""
    days = sorted(set(asked))
    if not FEWEST_DAYS <= len(asked) <= MOST_DAYS or len(days) < len(asked):
        raise BadInput(
            f"asOf: {FEWEST_DAYS} to {MOST_DAYS} different days are compared, not {len(asked)}"
            if len(days) == len(asked)
            else "asOf: a day stands there twice",
            suggestion='Give days such as ["2022-01-04", "2022-01-31"].',
        )
    return days


def on(scope: Scope, day: Day | None) -> Scope:
    """The same view of another day."""
    return replace(scope, as_of=day)


def ranks(found: Sequence[Measured]) -> list[int | None]:
    """The places of what stands in order; equal values share the better one."""
    places: list[int | None] = []
    for place, each in enumerate(found, start=1):
        same = places and each.value == found[place - 2].value
        places.append(None if each.value is None else places[-1] if same else place)
    return places


class _Row(NamedTuple):
    """An entity with what was measured of it and its rank, day by day."""

    node: MeasuredEntity
    days: list[tuple[Measured, int | None] | None]


async def compared(
    scope: Scope, views: Sequence[Scope], asks: Sequence[Ask], kinds: tuple[EntityKind, ...], asked: Window
) -> Connection[MeasureComparison]:
    """One page. `views` and `asks` are of the days, in order. Raises TooBroad."""
    await _check_size(views, asks)
    kind = asks[0].kind
    rows: dict[str, _Row] = {}
    for number, found in enumerate(await asyncio.gather(*map(measured_in, views, asks))):
        listed = [each for each in found if each.node.kind in kinds]
        for each, rank in zip(listed, ranks(listed), strict=True):
            row = rows.setdefault(each.node.id, _Row(each.node, [None] * len(views)))
            row.days[number] = (each, rank)
    definition = DEFINITIONS[kind]
    keyed = sorted((_order(row, change(row.days, definition)), row) for row in rows.values())
    part: Connection[Any] = page_of(asked, [row for _, row in keyed], [key for key, _ in keyed])
    part.nodes = [_comparison(scope, views, definition, row) for row in part.nodes]
    return part


async def _check_size(views: Sequence[Scope], asks: Sequence[Ask]) -> None:
    if asks[0].period:
        return  # the heads of all days are read once
    together = 0
    for view, ask in zip(views, asks, strict=True):
        together += (await graph_of(view, ask.through)).all_ties
        if together > MOST_TIES_TOGETHER:
            raise TooBroad(
                f"asOf: the views of these days hold more than {MOST_TIES_TOGETHER:,} ties together",
                suggestion="Compare fewer days at a time, or fewer kinds in through.",
            )


def _order(row: _Row, changed: float | None) -> tuple[Any, ...]:
    placed = (1, 0.0) if changed is None else (0, -abs(changed))
    return (*placed, row.node.sort_name, row.node.id)


def _value(day: tuple[Measured, int | None] | None) -> float | None:
    return day[0].value if day else None


def change(days: Sequence[tuple[Measured, int | None] | None], definition: MeasureDefinition) -> float | None:
    """From the first to the last of the days; what is not in the graph has the value of whoever has no tie."""
    first, last = (definition.outside if day is None else day[0].value for day in (days[0], days[-1]))
    return None if first is None or last is None else round(last - first, DIGITS)


def trend(first: float | None, last: float | None, definition: MeasureDefinition) -> MeasureTrend:
    if first is None or last is None:
        if first is None and last is None:
            return MeasureTrend.PASSED_THROUGH
        return MeasureTrend.APPEARED if first is None else MeasureTrend.DISAPPEARED
    if first == last:
        return MeasureTrend.UNCHANGED
    return MeasureTrend.ROSE if (last > first) is not definition.smallest_first else MeasureTrend.FELL


def _comparison(scope: Scope, views: Sequence[Scope], definition: MeasureDefinition, row: _Row) -> MeasureComparison:
    shown = []
    for view, day in zip(views, row.days, strict=True):
        measured, rank = day or (None, None)
        shown.append(
            MeasureOnDay(
                as_of=Date(view.as_of or ""),
                value=measured.value if measured else None,
                rank=rank,
                ties=measured.ties if measured else 0,
            )
        )
    first, last = shown[0], shown[-1]
    return MeasureComparison(
        days=shown,
        change=change(row.days, definition),
        ranks_gained=None if first.rank is None or last.rank is None else first.rank - last.rank,
        trend=trend(first.value, last.value, definition),
        definition=definition,
        entity_id=row.node.id,
        scope=scope,
    )
