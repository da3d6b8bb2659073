"""(h) Measures of a graph of some thousand ties as whole HTTP requests, against the queries and the library alone.

Cold: each request looks at another day, on which the same ties hold, so that the service reads, builds and computes
all anew, in its other process. Cached: the same view again. By hand: the very queries by the raw driver, one after
another, and the library on the same graph, which it has as pairs of numbers already; before anything is timed its
values and the service's are compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import cycle
from typing import Any

from bench.clock import take_turns
from bench.effort import Effort
from bench.engines import Engine, Graph
from bench.growth import fill
from bench.made_up import AS_OF, KNOWN_AT
from bench.raw_driver import RawDriver, Trip, raw_driver, recorded
from bench.report import Figure, milliseconds
from bench.served import Client, body, served
from schema.centrality import Pair, measured
from schema.rows import TieRow

COLD_REACH, CACHED_REACH = 3.0, 0.3
# On each of these days all ties that are made up hold; more days than the service keeps views.
FIRST, DAYS = date(2020, 1, 1), 800

REQUEST = """
query Measured($kind: MeasureKind!, $asOf: Date!, $knownAt: Date!) {
  view(asOf: $asOf, knownAt: $knownAt) {
    measures(kind: $kind, first: 20) { totalCount nodes { value rank ties entity { id name } } }
  }
}
"""


@dataclass(frozen=True)
class ByHand:
    """What the service has to do for a kind of measure: its queries, and the graph to compute it of."""

    kind: str
    trips: list[Trip]
    nodes: int
    pairs: list[Pair]

    def __call__(self, raw: RawDriver) -> None:
        raw.sync(self.trips)
        measured(self.kind, self.nodes, self.pairs)


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    with engine.graph() as graph:
        fill(graph, effort.measured_people)
        works = [_by_hand(graph, kind) for kind in ("BETWEENNESS", "CONSTRAINT")]
        with served(graph.environment, "--no-seed") as client, raw_driver(graph.address) as raw:
            return [figure for work in works for figure in _figures(engine, effort, client, raw, work)]


def _figures(engine: Engine, effort: Effort, client: Client, raw: RawDriver, work: ByHand) -> Iterator[Figure]:
    turns = take_turns(
        {
            "cold": partial(_ask_another, client, work.kind, _days()),
            "cached": partial(client.ask, _request(work.kind, AS_OF)),
            "by hand": partial(work, raw),
            "library": partial(measured, work.kind, work.nodes, work.pairs),
        },
        warm_seconds=effort.warm,
        seconds=effort.measured,
    )
    for way, reach in (("cold", COLD_REACH), ("cached", CACHED_REACH)):
        lower, upper = turns.spread(way, "by hand")
        beside = (
            f"({lower:.2f}–{upper:.2f}) request {milliseconds(turns.median(way))}, by hand "
            f"{milliseconds(turns.median('by hand'))}, of which the library {milliseconds(turns.median('library'))}; "
            f"{work.nodes:,} entities, {len(work.pairs):,} pairs"
        )
        what = f"{work.kind.lower()}, {way}: request ÷ queries and library"
        yield Figure("h", engine.name, what, turns.ratio(way, "by hand"), beside, reach)


def _by_hand(graph: Graph, kind: str) -> ByHand:
    """Once the service and the library are found to measure the same. The ties are the second query's answer."""
    trips, answer = recorded(graph.address, _request(kind, AS_OF))
    with raw_driver(graph.address) as raw:
        rows = [TieRow(*row) for row in raw.sync(trips[1:2])[0]]
    places = {id: place for place, id in enumerate(sorted({end for row in rows for end in (row.from_id, row.to_id)}))}
    pairs = {(min(pair), max(pair)) for pair in ((places[row.from_id], places[row.to_id]) for row in rows)}
    work = ByHand(kind, trips, len(places), sorted(pairs))
    told, values = answer["view"]["measures"], measured(kind, work.nodes, work.pairs)
    best = sorted((value for value in values if value is not None), reverse=kind != "CONSTRAINT")
    if told["totalCount"] != work.nodes or [node["value"] for node in told["nodes"]] != best[: len(told["nodes"])]:
        raise RuntimeError(f"(h): the service and the library do not find the same {kind.lower()}")
    return work


def _ask_another(client: Client, kind: str, days: Iterator[str]) -> Any:
    return client.ask(_request(kind, next(days)))


def _request(kind: str, day: str) -> bytes:
    return body(REQUEST, {"kind": kind, "asOf": day, "knownAt": KNOWN_AT})


def _days() -> Iterator[str]:
    return cycle((FIRST + timedelta(days=number)).isoformat() for number in range(DAYS))
