"""A small world in memory, and the days on which its ties hold.

A tie's certain and possible days are half-open stretches [first, end) of ordinals, ±infinity where unbounded.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from .resolution import Bounds

Four: TypeAlias = tuple[date | None, date | None, date | None, date | None]
Stretch: TypeAlias = tuple[float, float]

NEVER: Stretch = (math.inf, -math.inf)
ALWAYS: Stretch = (-math.inf, math.inf)


@dataclass(frozen=True)
class EdgeTie:
    """A resolved tie. ``sources``: how many independent ones it has."""

    id: str
    kind: str
    src: str
    dst: str
    head: bool = False
    blood: bool = False
    equals: bool = False
    nature: str = "STATE"
    standing: str = "ESTABLISHED"
    es: date | None = None
    ls: date | None = None
    ee: date | None = None
    le: date | None = None
    at_most_possible: bool = False
    sources: int = 1


@dataclass(frozen=True)
class World:
    """``kinds``: entity id → PERSON, INSTITUTION, CLAN, COUNTRY, EVENT or PLACE; lifetimes where they are known."""

    kinds: dict[str, str]
    ties: tuple[EdgeTie, ...]
    born: dict[str, Bounds] = field(default_factory=dict)
    died: dict[str, Bounds] = field(default_factory=dict)


def certain_days(tie: EdgeTie) -> Stretch:
    """The days on which the tie is certain."""
    _, first, end, _ = _four(tie)
    return NEVER if tie.at_most_possible else common([(first, end)])


def possible_days(tie: EdgeTie) -> Stretch:
    """The days on which the tie is at least possible."""
    first, _, _, end = _four(tie)
    return common([(first, end)])


def starts(tie: EdgeTie) -> tuple[float, float]:
    """Earliest and latest start."""
    return _four(tie)[:2]


def lifetime(world: World, person: str, *, certain: bool) -> Stretch:
    """From birth to death, as in a state; unbounded where nothing is known of one of them."""
    first, end = ALWAYS
    if person in world.born:
        born = world.born[person]
        first = _number(born.hi, math.inf) if certain else _number(born.lo, -math.inf)
    if person in world.died:
        died = world.died[person]
        end = _number(died.lo, -math.inf) if certain else _number(died.hi, math.inf)
    return common([(first, end)])


def common(stretches: Iterable[Stretch]) -> Stretch:
    """The days that all of them have in common."""
    listed = [ALWAYS, *stretches]
    first, end = max(first for first, _ in listed), min(end for _, end in listed)
    return (first, end) if first < end else NEVER


def on(stretch: Stretch, day: date) -> bool:
    """Whether the day is one of the stretch."""
    return stretch[0] <= day.toordinal() < stretch[1]


def period(ties: Sequence[EdgeTie]) -> Four:
    """The largest starts and the smallest ends."""
    fours = [_four(tie) for tie in ties]
    return (
        _day(max(four[0] for four in fours)),
        _day(max(four[1] for four in fours)),
        _day(min(four[2] for four in fours)),
        _day(min(four[3] for four in fours)),
    )


def overlap(ties: Sequence[EdgeTie]) -> float:
    """How many possible days the ties have in common."""
    first, end = common((_four(tie)[0], _four(tie)[3]) for tie in ties)
    return max(end - first, 0)


def _four(tie: EdgeTie) -> tuple[float, float, float, float]:
    if tie.nature == "BOND":
        return -math.inf, -math.inf, math.inf, math.inf
    first, latest = _number(tie.es, -math.inf), _number(tie.ls, math.inf)
    if tie.nature == "ACT":
        return first, latest, math.inf, math.inf
    return first, latest, _number(tie.ee, -math.inf), _number(tie.le, math.inf)


def _number(day: date | None, unbounded: float) -> float:
    return unbounded if day is None else day.toordinal()


def _day(number: float) -> date | None:
    return None if math.isinf(number) else date.fromordinal(int(number))
