"""(b) Institutions, their holders and the ties of each holder, against one hand-written query with the same values.

The hand-written query reads the same graph under the same view (data version, asOf, knownAt) and in the same order,
and returns one record; before anything is timed both answers are compared, value by value.
"""

import tempfile
from pathlib import Path
from typing import Any

from bench.clock import take_turns
from bench.effort import Effort
from bench.engines import Engine
from bench.made_up import AS_OF, KNOWN_AT, tree, write_lines
from bench.raw_driver import Trip, raw_driver
from bench.report import Figure, milliseconds
from bench.served import body, served
from service.sync.importing import Options, import_paths
from service.sync.store import Store

REACH = 4.0

REQUEST = """
query Tree($asOf: Date!, $knownAt: Date!, $institutions: Int!, $holders: Int!, $ties: Int!) {
  view(asOf: $asOf, knownAt: $knownAt) {
    institutions(first: $institutions) {
      nodes {
        id name
        holders(first: $holders) {
          nodes {
            role period { earliestStart }
            from {
              id name
              ties(direction: OUTGOING, first: $ties) {
                nodes { kind role period { earliestStart latestEnd } to { id name } }
              }
            }
          }
        }
      }
    }
  }
}
"""

HELD = (
    "{0}.since_version <= $version AND $version < {0}.until_version AND {0}.known_from <= $known_at "
    "AND $known_at < {0}.known_to AND {0}.earliest_start <= $as_of AND $as_of < {0}.latest_end"
)
BY_HAND = f"""
MATCH (i:Institution) WITH i ORDER BY i.name, i.id LIMIT $institutions
MATCH (i)<-[r:HOLDS_POST]-(p:Entity) WHERE {HELD.format("r")}
WITH i, r, p ORDER BY r.earliest_start, r.tie
WITH i, collect([r, p])[..$holders] AS posts
UNWIND posts AS post
WITH i, post[0] AS r, post[1] AS p
MATCH (p)-[s]->(o:Entity) WHERE {HELD.format("s")}
WITH i, r, p, s, o ORDER BY s.earliest_start, s.tie
WITH i, r, p, collect([type(s), s.role, s.earliest_start, s.latest_end, o.id, o.name])[..$ties] AS ties
WITH i, r, p, ties ORDER BY r.earliest_start, r.tie
WITH i, collect([r.role, r.earliest_start, p.id, p.name, ties]) AS holders
ORDER BY i.name, i.id
RETURN collect([i.id, i.name, holders]) AS answer
"""


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    sizes = {"institutions": effort.institutions, "holders": effort.holders, "ties": effort.ties}
    request = body(REQUEST, {"asOf": AS_OF, "knownAt": KNOWN_AT, **sizes})
    with engine.graph() as graph, tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "tree.jsonl")
        write_lines(file, tree(**sizes))
        with Store(graph.address) as store:
            version = import_paths(store, [file], Options()).version
        trips = [Trip(BY_HAND, {"as_of": AS_OF, "known_at": KNOWN_AT, "version": version, **sizes})]
        with served(graph.environment, "--no-seed") as client, raw_driver(graph.address) as raw:
            values = _values(client.ask(request)["view"]["institutions"]["nodes"])
            if values != _flat(raw.sync(trips)):
                raise RuntimeError("(b): the service and the hand-written query do not answer the same values")
            turns = take_turns(
                {
                    "request": lambda: client.ask(request),
                    "sync": lambda: raw.sync(trips),
                    "async": lambda: raw.asynchronous(trips),
                },
                warm_seconds=effort.warm,
                seconds=effort.measured,
            )
    better = turns.quickest("sync", "async")
    lower, upper = turns.spread("request", better)
    beside = (
        f"({lower:.2f}–{upper:.2f}) request {milliseconds(turns.median('request'))}, one record "
        f"{milliseconds(turns.median('sync'))} by the synchronous driver, {milliseconds(turns.median('async'))} by the "
        f"asynchronous; {better} taken; {len(values):,} values"
    )
    what = f"{effort.institutions} × {effort.holders} × {effort.ties} ties: request ÷ one record"
    return [Figure("b", engine.name, what, turns.ratio("request", better), beside, REACH)]


def _values(answer: Any) -> list[Any]:
    """All plain values of an answer, in its order."""
    if isinstance(answer, dict):
        return [value for each in answer.values() for value in _values(each)]
    if isinstance(answer, list):
        return [value for each in answer for value in _values(each)]
    return [answer]


_flat = _values
