"""(g) The search's own level queries against one Cypher query that asks for the same ways at once.

That query is spared what the search does besides: it is told beforehand how long the longest way is, and brings no more
than the ids along each way, where the levels bring all that is told of the ties. Both must find as many ways of each
length. What does not end within the limits of the service is told as such, and its figure is then the most that it can
be. `allShortestPaths` is not asked: it knows one length only, and ArcadeDB's picks ways before it looks at the view.
"""

from collections.abc import Callable
from typing import Any

from neo4j.exceptions import Neo4jError

from bench.clock import take_turns, timed
from bench.effort import Effort
from bench.engines import Engine, Graph
from bench.raw_driver import RawDriver, Trip, raw_driver, recorded
from bench.report import Figure, milliseconds
from cypher import query
from cypher.loading import filled
from schema.path_search import EVERY_KIND
from service.driver_errors import TIMED_OUT

_KINDS = "|".join(kind.value for kind in EVERY_KIND)
_HOLDS = "r.standing IN $standings AND {{tie_in_view}}"
# A day on which all ties of the way can have held, as the search's default timing asks for.
_DAY_IN_COMMON = """
  reduce(day = '', r IN relationships(p) | CASE WHEN r.earliest_start > day THEN r.earliest_start ELSE day END)
  < reduce(day = '9999-99-99', r IN relationships(p) | CASE WHEN r.latest_end < day THEN r.latest_end ELSE day END)"""
_PATTERN = f"""
MATCH (a:Entity {{id: $start}}), (b:Entity {{id: $end}})
MATCH p = (a)-[:{_KINDS}*1..LONGEST]-(b)
WHERE all(r IN relationships(p) WHERE {_HOLDS}) AND {_DAY_IN_COMMON}
AND all(n IN nodes(p) WHERE single(other IN nodes(p) WHERE other = n))"""
# Neo4j only; ways that come to an entity twice are not asked about, which costs it less.
_SHORTEST = f"""
MATCH (a:Entity {{id: $start}}), (b:Entity {{id: $end}})
MATCH p = SHORTEST MOST (a) (()-[r:{_KINDS} WHERE {_HOLDS}]-()){{1,LONGEST}} (b)
WHERE {_DAY_IN_COMMON}"""
_IDS = """
WITH DISTINCT [n IN nodes(p) | n.id] AS ids
WITH ids ORDER BY size(ids) LIMIT $limit
RETURN collect(ids) AS answer"""

# By engine: what the way of asking is called, and its text.
_ASKED = {
    "ArcadeDB": {"one Cypher pattern": _PATTERN},
    "Neo4j": {"one Cypher pattern": _PATTERN, "SHORTEST": _SHORTEST},
}


def figures(
    engine: Engine, graph: Graph, what: str, request: bytes, variables: dict[str, Any], effort: Effort
) -> list[Figure]:
    """One for each way in which the engine can be asked. Raises RuntimeError where it finds other ways."""
    trips, answer = recorded(graph.address, request)
    levels = [trip for trip in trips if trip.text == query("read/neighbours_of").text]
    lengths = sorted(len(path["steps"]) for path in answer["view"]["paths"]["nodes"])
    ends = {"start": variables["from"], "end": variables["to"]}
    parameters = {**levels[0].parameters, **ends, "certain": False, "limit": variables["first"]}
    made = []
    with raw_driver(graph.address) as raw:
        for name, text in _ASKED[engine.name].items():
            text = text.replace("LONGEST", str(lengths[-1])).replace("MOST", str(variables["first"]))
            whole = Trip(filled(text + _IDS, "bench", {}), parameters)
            made.append(_figure(engine, raw, f"{what}: level by level ÷ {name}", levels, whole, lengths, effort))
    return made


def _figure(
    engine: Engine, raw: RawDriver, what: str, levels: list[Trip], whole: Trip, lengths: list[int], effort: Effort
) -> Figure:
    def by_level() -> object:
        return raw.sync(levels)

    def at_once() -> object:
        return raw.sync([whole])

    given_up = _given_up(raw, whole, lengths)
    ways: dict[str, Callable[[], object]] = {"levels": by_level}
    if given_up is None:
        ways["whole"] = at_once
    turns = take_turns(ways, warm_seconds=effort.warm, seconds=effort.measured)
    taken = turns.median("levels")
    if given_up is not None:
        beside = f"{len(levels)} queries {milliseconds(taken)}; the one was given up after {given_up:.0f} s"
        return Figure("g", engine.name, what, taken / given_up, beside)
    lower, upper = turns.spread("levels", "whole")
    beside = (
        f"({lower:.2f}–{upper:.2f}) {len(levels)} queries {milliseconds(taken)}, the one "
        f"{milliseconds(turns.median('whole'))}; {len(lengths)} paths of up to {lengths[-1]} hops by either"
    )
    return Figure("g", engine.name, what, turns.ratio("levels", "whole"), beside)


def _given_up(raw: RawDriver, whole: Trip, lengths: list[int]) -> float | None:
    """After how many seconds the database gave the query up; None where it answers. Raises RuntimeError if wrongly."""
    found: list[list[str]] = []

    def ask() -> None:
        try:
            found.extend(raw.sync([whole])[0])
        except Neo4jError as error:
            if not TIMED_OUT.search(str(error.code)):
                raise

    taken = timed(ask)
    if not found:
        return taken
    if sorted(len(ids) - 1 for ids in found) != lengths:
        raise RuntimeError("(g): one Cypher query does not find the ways that the search finds")
    return None
