"""(c) One chain search in graphs of growing size, with the same neighbourhood around the institution in each.

All graphs are there at the same time and are asked in turn, each through a service of its own. What surrounds the
neighbourhood are people with two ties each: a post, and a patron among the others. It is written as the rows that an
import would leave, without the import: its claims all look alike but for their days, and lack the relationships to
their ties and sources, which no query goes along.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from bench.clock import take_turns
from bench.effort import Effort
from bench.engines import Engine, Graph
from bench.made_up import AROUND, AS_OF, KNOWN_AT, REPORTED, neighbourhood, period, write_lines
from bench.raw_driver import raw_driver, recorded
from bench.report import Figure, milliseconds
from bench.served import body, served
from schema.edtf import FUTURE, parse
from schema.history import states
from schema.kinds import TieKind
from schema.records import ClaimRecord, EntityRecord, NameRecord, TieRecord
from schema.state_rows import state_row
from schema.vocabulary import EntityKind
from service.sync.importing import Options, import_paths
from service.sync.rows import Row, claim_row, entity_row, tie_row
from service.sync.searching import keys_of
from service.sync.store import Label, Store, batches
from service.sync.versions import Write, writing

REACH = 1.5
PEOPLE_A_BODY = 50
# Rows that are held in memory at a time.
PART = 10_000

REQUEST = """
query Growth($around: ID!, $asOf: Date!, $knownAt: Date!) {
  view(asOf: $asOf, knownAt: $knownAt) {
    patronage(around: $around, maxDepth: 4, first: 20) {
      totalCount
      nodes { sentence certainty steps { from { id name } to { id name } tie { id kind sources { title } } } }
    }
  }
}
"""


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    request = body(REQUEST, {"around": AROUND, "asOf": AS_OF, "knownAt": KNOWN_AT})
    with ExitStack() as stack:
        ways: dict[str, Callable[[], object]] = {}
        answers = []
        for people in effort.people:
            graph = stack.enter_context(engine.graph())
            fill(graph, people)
            trips, answer = recorded(graph.address, request)
            answers.append(answer)
            client = stack.enter_context(served(graph.environment, "--no-seed"))
            raw = stack.enter_context(raw_driver(graph.address))
            ways[f"request {people}"] = partial(client.ask, request)
            ways[f"queries {people}"] = partial(raw.sync, trips)
        if any(answer != answers[0] for answer in answers):
            raise RuntimeError("(c): the search does not find the same in graphs of different sizes")
        turns = take_turns(ways, warm_seconds=effort.warm * 2, seconds=effort.measured * 2)
    least = effort.people[0]
    found = []
    for most in effort.people[1:]:
        lower, upper = turns.spread(f"request {most}", f"request {least}")
        beside = (
            f"({lower:.2f}–{upper:.2f}) request {milliseconds(turns.median(f'request {most}'))} and "
            f"{milliseconds(turns.median(f'request {least}'))}, its {len(trips)} queries alone "
            f"{milliseconds(turns.median(f'queries {most}'))} and {milliseconds(turns.median(f'queries {least}'))}; "
            f"{answers[0]['view']['patronage']['totalCount']} chains"
        )
        ratio = turns.ratio(f"request {most}", f"request {least}")
        found.append(Figure("c", engine.name, f"chains among {most:,} ÷ {least:,} people", ratio, beside, REACH))
    return found


def fill(graph: Graph, people: int) -> None:
    """The neighbourhood by the importer, the people around it as rows."""
    with tempfile.TemporaryDirectory() as folder, Store(graph.address) as store:
        file = Path(folder, "neighbourhood.jsonl")
        write_lines(file, neighbourhood())
        import_paths(store, [file], Options())
        with writing(store, "the people of a measurement") as write:
            _write_entities(write, people)
            _write_ties(write, people)
            write.keep()


def _write_entities(write: Write, people: int) -> None:
    for kind, name, count in ((EntityKind.PERSON, "other", people), (EntityKind.INSTITUTION, "body", _bodies(people))):
        for numbers in batches(range(count), PART):
            records = [EntityRecord(f"{name}-{n}", kind, (NameRecord(f"{name.title()} {n}"),)) for n in numbers]
            rows = [{**entity_row(record), "datasets": ["bench"], "known": [REPORTED, FUTURE]} for record in records]
            anchors = [
                {"id": row["id"], "kind": kind.value, "name": row["name"], "search_keys": keys_of(row)} for row in rows
            ]
            write.rows("write/anchors_of_entities", anchors, choices={"kind": kind}, version=write.version)
            write.add(Label.ENTITY, rows)


def _write_ties(write: Write, people: int) -> None:
    for part in batches(_ties(people), PART):
        write.add(Label.TIE, (tie for tie, _, _ in part))
        write.add(Label.CLAIM, (claim for _, claim, _ in part))
        for kind in (TieKind.HOLDS_POST, TieKind.PATRON_OF):
            of_kind = [write.new(state) for tie, _, state in part if tie["kind"] == kind.value]
            write.rows("write/states", of_kind, choices={"kind": kind})


def _bodies(people: int) -> int:
    return max(people // PEOPLE_A_BODY, 1)


def _ties(people: int) -> Iterator[tuple[Row, Row, Row]]:
    """A tie, its claim and its one state, twice for each person."""
    chance = random.Random(4)  # noqa: S311 - nothing secret
    looks = [_look(chance) for _ in range(200)]
    for number in range(people):
        person, patron = f"other-{number}", f"other-{chance.randrange(people)}"
        post = TieRecord(f"post-{number}", TieKind.HOLDS_POST, person, f"body-{number % _bodies(people)}")
        yield _rows(post, *chance.choice(looks))
        if patron != person:
            yield _rows(TieRecord(f"patron-{number}", TieKind.PATRON_OF, patron, person), *chance.choice(looks))


def _look(chance: random.Random) -> tuple[ClaimRecord, Row]:
    """A claim with days of its own, and the state that follows from it: worked out once for many ties."""
    start, end = period(chance)
    claim = ClaimRecord("claim", "tie", "source-1", parse(REPORTED), start=parse(start), end=parse(end))
    claim = replace(claim, recorded_at=f"{REPORTED}T12:00:00Z")
    tie = TieRecord("tie", TieKind.HOLDS_POST, "one", "other")
    (state,) = states(tie.nature, [claim])
    return claim, state_row(tie, state, {})


def _rows(tie: TieRecord, claim: ClaimRecord, state: Row) -> tuple[Row, Row, Row]:
    said = {**claim_row(claim), "id": f"{tie.id}-claim", "tie": tie.id, "dataset": "bench"}
    return tie_row(tie), said, {**state, "tie": tie.id, "from_id": tie.from_id, "to_id": tie.to_id}
