"""(g) Paths between two people, against the search's own queries: among 10,000 people, and through a hub of as many.

As in (a) the whole HTTP request against the very queries that it sends, by the raw driver. Among the people each has
a post and a patron; the hub is an institution that all of them are members of, and stands between the two. And the
queries that go level by level against one that asks for the whole ways, see `patterns.py`.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import patterns
from bench.beside_queries import figure_beside_queries
from bench.clock import timed
from bench.effort import Effort
from bench.engines import Engine, Graph
from bench.growth import fill
from bench.made_up import AS_OF, KNOWN_AT, REPORTED, Record, write_lines
from bench.report import Figure
from bench.served import body, served
from schema.edtf import parse
from schema.history import states
from schema.kinds import TieKind
from schema.records import ClaimRecord, TieRecord
from schema.state_rows import state_row
from service.sync.importing import Options, import_paths
from service.sync.rows import Row, claim_row, tie_row
from service.sync.store import Label, Store, batches
from service.sync.versions import writing

REACH = 3.0
# Seconds within which paths through a hub are to be answered.
LONGEST = 2.0
PART = 10_000

REQUEST = """
query Paths($from: ID!, $to: ID!, $asOf: Date, $knownAt: Date!, $first: Int!) {
  view(asOf: $asOf, knownAt: $knownAt) {
    paths(from: $from, to: $to, first: $first) {
      nodes { sentence certainty steps { from { id name } to { id name } tie { id kind sources { title } } } }
    }
  }
}
"""


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    people = effort.around
    with engine.graph() as graph:
        fill(graph, people)
        _add_hub(graph, people)
        near = {"from": "other-0", "to": "other-1", "asOf": AS_OF, "first": 5}
        # Only the first of the two has other ties as well: all ways to the second lead through the hub.
        through = {"from": "other-2", "to": "newcomer", "asOf": None, "first": 20}
        among = _figure(engine, graph, f"paths among {people:,} people", near, effort)
        hub = _figure(engine, graph, f"paths through a hub of {people:,}", through, effort)
        at_once = [
            *patterns.figures(engine, graph, f"paths among {people:,} people", _request(near), near, effort),
            *patterns.figures(engine, graph, f"paths through a hub of {people:,}", _request(through), through, effort),
        ]
        return [among, hub, _slowest(engine, graph, people, through, effort), *at_once]


def _request(variables: dict[str, Any]) -> bytes:
    return body(REQUEST, {**variables, "knownAt": KNOWN_AT})


def _slowest(engine: Engine, graph: Graph, people: int, variables: dict[str, Any], effort: Effort) -> Figure:
    """The slowest of some requests through the hub, from the first one on."""
    request = _request(variables)
    with served(graph.environment, "--no-seed") as client:
        taken = [timed(lambda: client.ask(request)) for _ in range(max(2, int(effort.measured)))]
    what = f"paths through a hub of {people:,}, the slowest"
    beside = f"of {len(taken)} requests, the first one among them"
    return Figure("g", engine.name, what, max(taken), beside, LONGEST, unit=" s")


def _figure(engine: Engine, graph: Graph, what: str, variables: dict[str, Any], effort: Effort) -> Figure:
    def told(view: dict[str, Any]) -> str:
        found = view["paths"]["nodes"]
        if not found:
            raise RuntimeError(f"(g): no {what}")
        return f"{len(found)} paths, the longest of {max(len(path['steps']) for path in found)} hops"

    request = _request(variables)
    return figure_beside_queries("g", engine, graph, what, request, told, effort, REACH)


def _add_hub(graph: Graph, people: int) -> None:
    """The hub and a newcomer by the importer; the memberships of the people, all alike, as the rows it would leave."""
    with tempfile.TemporaryDirectory() as folder, Store(graph.address) as store:
        file = Path(folder, "hub.jsonl")
        write_lines(file, _hub())
        import_paths(store, [file], Options())
        with writing(store, "the members of a hub") as write:
            for part in batches(_memberships(people), PART):
                write.add(Label.TIE, (tie for tie, _, _ in part))
                write.add(Label.CLAIM, (claim for _, claim, _ in part))
                held = [write.new(state) for _, _, state in part]
                write.rows("write/states", held, choices={"kind": TieKind.MEMBER_OF})
            write.keep()


def _hub() -> Iterator[Record]:
    yield {"type": "source", "id": "gazette", "title": "Gazette", "publishedOn": REPORTED}
    for identity, kind in (("hub", "INSTITUTION"), ("newcomer", "PERSON")):
        name = {"text": identity.title()}
        yield {"type": "entity", "id": identity, "kind": kind, "names": [name], "sources": ["gazette"]}
    tie = {"id": "newcomer-in-hub", "kind": "MEMBER_OF", "from": "newcomer", "to": "hub"}
    yield {"type": "claim", "id": "newcomer-claim", "tie": tie, "source": "gazette", "start": "2012", "end": ".."}


def _memberships(people: int) -> Iterator[tuple[Row, Row, Row]]:
    """A tie, its claim and its one state for each person; all ended before `AS_OF`."""
    claim = ClaimRecord(
        "claim", "tie", "gazette", parse(REPORTED), start=parse("2011-01-01"), end=parse("2021-01-01"),
        recorded_at=f"{REPORTED}T12:00:00Z",
    )  # fmt: skip
    sample = TieRecord("tie", TieKind.MEMBER_OF, "one", "hub")
    (state,) = states(sample.nature, [claim])
    row = state_row(sample, state, {})
    for number in range(people):
        tie = TieRecord(f"member-{number}", TieKind.MEMBER_OF, f"other-{number}", "hub")
        said = {**claim_row(claim), "id": f"{tie.id}-claim", "tie": tie.id, "dataset": "bench"}
        yield tie_row(tie), said, {**row, "tie": tie.id, "from_id": tie.from_id, "to_id": tie.to_id}
