"""Measures worked out: the graph or the terms of office of a view read, computed on aside, and kept.

What is soon computed is so in a thread. What is not, in a process of its own: rustworkx keeps Python's lock all the
while, and would hold up every other request for seconds. What is read and what is computed of it are kept by data
version and view (`schema.cache`), so that several measures of one view read it once.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar, TypeVarTuple

import anyio
import anyio.to_process

from schema.centrality import Pair, measured, steps, two_paths
from schema.edtf import Day
from schema.entities import entities
from schema.errors import TooBroad
from schema.kinds import TieKind
from schema.measure_kinds import DEFINITIONS, MOST_TIES, MOST_TWO_PATHS, MeasureKind
from schema.resolution import FourDays
from schema.scope import Scope
from schema.tenure import DaySpan, Term, measured_heads, number, terms
from schema.tie import every_tie
from schema.vocabulary import EntityKind, Standing

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# More steps than this are left to another process, which takes a second or two to start and then stays.
MOST_IN_A_THREAD = 500_000
# Processes at the same time; each takes some 100 MB.
_processes = anyio.CapacityLimiter(2)

# What makes the graph unless `through` says otherwise.
GRAPH_KINDS = tuple(kind for kind in TieKind if kind is not TieKind.SAME_AS)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is measured, in a view: of the graph of some kinds of ties, or of the heads in a period."""

    kind: MeasureKind
    through: tuple[TieKind, ...] = GRAPH_KINDS
    period: tuple[Day, Day] | None = None

    @property
    def key(self) -> tuple[Hashable, ...]:
        return (self.kind, self.through, self.period)


class MeasuredEntity(NamedTuple):
    """Whom something is measured of: what is listed, and what it is ordered by."""

    id: str
    kind: EntityKind
    sort_name: str


@dataclass(frozen=True, slots=True)
class SimpleGraph:
    """The view's ties as a simple undirected graph; `ties` counts those of each node, parallel ones too."""

    nodes: tuple[MeasuredEntity, ...]
    pairs: tuple[Pair, ...]
    ties: tuple[int, ...]

    @property
    def all_ties(self) -> int:
        return sum(self.ties) // 2


class Measured(NamedTuple):
    """A node with its value; `low`, `high` and `observed` of heads only."""

    node: MeasuredEntity
    value: float | None
    ties: int
    low: float | None = None
    high: float | None = None
    observed: float | None = None


async def measured_in(scope: Scope, ask: Ask) -> list[Measured]:
    """What a view gives, the first in order first: by value, undefined ones last, then by name and id."""

    async def compute() -> list[Measured]:
        found = await (_of_heads(scope, ask) if ask.period else _of_graph(scope, ask))
        return sorted(found, key=lambda each: order(ask.kind, each))

    return await _kept(scope, ("measured", ask.key), compute)


def order(kind: MeasureKind, each: Measured) -> tuple[Any, ...]:
    """By what the list is ordered, as cursors hold it."""
    value, smallest_first = each.value, DEFINITIONS[kind].smallest_first
    placed = (1, 0.0) if value is None else (0, value if smallest_first else -value)
    return (*placed, each.node.sort_name, each.node.id)


async def graph_of(scope: Scope, through: tuple[TieKind, ...]) -> SimpleGraph:
    """The graph of a view. Raises TooBroad where it is larger than any measure is computed of."""

    async def read() -> SimpleGraph:
        rows = await every_tie(scope, through, MOST_TIES) if through else []
        held = [row for row in rows if row.standing != Standing.REFUTED.value and row.from_id != row.to_id]
        ties = Counter(end for row in held for end in (row.from_id, row.to_id))
        nodes = await _nodes(scope, sorted(ties), MeasureKind.DEGREE)
        places = {node.id: place for place, node in enumerate(nodes)}
        ends = ((places[row.from_id], places[row.to_id]) for row in held)
        pairs = sorted({(min(pair), max(pair)) for pair in ends})
        return SimpleGraph(nodes, tuple(pairs), tuple(ties[node.id] for node in nodes))

    return await _kept(scope, ("graph", through), read)


async def _of_graph(scope: Scope, ask: Ask) -> list[Measured]:
    graph = await graph_of(scope, ask.through)
    _check_size(ask.kind, len(graph.nodes))
    if ask.kind is MeasureKind.CONSTRAINT and two_paths(graph.pairs) > MOST_TWO_PATHS:
        raise TooBroad(
            "kind: the view has hubs of too many neighbours for CONSTRAINT",
            suggestion="Narrow the graph: an asOf, a knownAt, certainty: CERTAIN, or fewer kinds in through.",
        )
    of = (ask.kind.value, len(graph.nodes), graph.pairs)
    values = await aside(measured, *of) if steps(*of) > MOST_IN_A_THREAD else await asyncio.to_thread(measured, *of)
    return [Measured(*each) for each in zip(graph.nodes, values, graph.ties, strict=True)]


async def _of_heads(scope: Scope, ask: Ask) -> list[Measured]:
    assert ask.period is not None
    first, last = map(number, ask.period)
    assert first is not None and last is not None
    nodes, bodies = await _heads(replace(scope, as_of=None))
    values = await asyncio.to_thread(measured_heads, ask.kind.value, DaySpan(first, last), bodies)
    return [
        Measured(node, found.value, found.ties, found.low, found.high, found.observed)
        for node, found in zip(nodes, values, strict=True)
        if found is not None
    ]


async def _heads(scope: Scope) -> tuple[tuple[MeasuredEntity, ...], list[list[Term]]]:
    """The institutions with a head, ever, by what the view knows, and the terms of their heads."""

    async def read() -> tuple[tuple[MeasuredEntity, ...], list[list[Term]]]:
        posts: dict[str, list[tuple[str, FourDays]]] = {}
        for row in await every_tie(scope, [TieKind.HOLDS_POST], MOST_TIES):
            if row.head and row.standing != Standing.REFUTED.value:
                posts.setdefault(row.to_id, []).append((row.from_id, row.days))
        nodes = await _nodes(scope, sorted(posts), MeasureKind.TURNOVER)
        return nodes, [terms(posts[node.id]) for node in nodes]

    return await _kept(scope, ("heads",), read)


async def _nodes(scope: Scope, ids: list[str], kind: MeasureKind) -> tuple[MeasuredEntity, ...]:
    _check_size(kind, len(ids))
    return tuple(MeasuredEntity(each.id, each.kind, each.row.sort_name) for each in await entities(scope, ids))


def _check_size(kind: MeasureKind, size: int) -> None:
    most = DEFINITIONS[kind].most_entities
    if size > most:
        raise TooBroad(
            f"kind: the view's ties join {size:,} entities; {kind.value} is computed of at most {most:,}",
            suggestion="Narrow the graph: an asOf, a knownAt, certainty: CERTAIN, or fewer kinds in through.",
        )


async def _kept(scope: Scope, of: tuple[Hashable, ...], compute: Callable[[], Awaitable[T]]) -> T:
    version = await scope.request.version()
    return await scope.request.cache.get((version, scope.key, *of), compute)


async def aside(work: Callable[[*Ts], T], *of: *Ts) -> T:
    """Worked out in another process; ended with it where nobody waits any longer."""
    return await anyio.to_process.run_sync(work, *of, cancellable=True, limiter=_processes)
