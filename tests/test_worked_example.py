"""The worked example of the domain, row by row: first in the pure functions, then through GraphQL."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from schema.edtf import parse
from schema.history import states
from schema.records import ClaimRecord
from schema.resolution import certainty, resolve
from schema.vocabulary import Aspect, Stance, TieNature
from service.address import Address
from service.sync.importing import Options, import_paths
from service.sync.store import Store
from tests.conftest import Asker

POST = "samat-abish-first-deputy-head-of-knb"

# asOf, knownAt, certainty, standing; a certainty of None: it does not hold.
ROWS = [
    ("2022-01-04", "2022-01-04", "POSSIBLE", "ESTABLISHED"),
    ("2022-01-04", "2022-01-05", "CERTAIN", "ESTABLISHED"),
    ("2022-01-04", "2022-01-06", "CERTAIN", "ESTABLISHED"),
    ("2022-01-04", "2022-01-08", "CERTAIN", "DISPUTED"),
    ("2022-01-04", "2022-01-17", "CERTAIN", "DISPUTED"),
    ("2022-01-06", "2022-01-06", None, "ESTABLISHED"),
    ("2022-01-09", "2022-01-09", "POSSIBLE", "DISPUTED"),
    ("2022-01-09", "2022-01-18", "POSSIBLE", "DISPUTED"),
    ("2022-01-18", "2022-01-18", None, "DISPUTED"),
]

CLAIMS = [
    ClaimRecord("a", POST, "s", parse("2020-11-01")),
    ClaimRecord("b", POST, "s", parse("2022-01-05"), end=parse("2022-01-05")),
    ClaimRecord("c", POST, "s", parse("2022-01-08"), stance=Stance.DENIES, aspect=Aspect.END, end=parse("2022-01-05")),
    ClaimRecord("d", POST, "s", parse("2022-01-17"), end=parse("2022-01-17")),
]


@pytest.mark.parametrize(("as_of", "known_at", "sure", "standing"), ROWS)
def test_resolution(as_of: str, known_at: str, sure: str | None, standing: str) -> None:
    found = resolve(TieNature.STATE, CLAIMS, known_at)
    assert found is not None
    assert certainty(found.days, found.only_possible, as_of) == sure
    assert found.standing == standing


def test_period_and_states() -> None:
    found = resolve(TieNature.STATE, CLAIMS, "2022-01-18")
    assert found is not None
    assert (found.days.earliest_end, found.days.latest_end) == ("2022-01-05", "2022-01-17")
    assert [state.known_from for state in states(TieNature.STATE, CLAIMS)] == [
        "2020-11-01",
        "2022-01-05",
        "2022-01-08",
        "2022-01-17",
    ]


@pytest.fixture
def example(graph: Address, tmp_path: Path) -> Address:
    tie = {"id": POST, "kind": "HOLDS_POST", "from": "samat-abish", "to": "knb", "role": "First deputy head"}
    records = [
        {"type": "source", "id": "s", "title": "A made-up source", "publishedOn": "2022-01-18"},
        {"type": "entity", "id": "samat-abish", "kind": "PERSON", "names": [{"text": "Samat Abish"}]},
        {"type": "entity", "id": "knb", "kind": "INSTITUTION", "names": [{"text": "KNB"}]},
        {"type": "claim", "tie": tie, "source": "s", "reportedOn": "2020-11-01"},
        {"type": "claim", "tie": POST, "source": "s", "reportedOn": "2022-01-05", "end": "2022-01-05"},
        {
            "type": "claim", "tie": POST, "source": "s", "reportedOn": "2022-01-08", "stance": "DENIES",
            "aspect": "END", "end": "2022-01-05",
        },
        {"type": "claim", "tie": POST, "source": "s", "reportedOn": "2022-01-17", "end": "2022-01-17"},
    ]  # fmt: skip
    file = tmp_path / "example.jsonl"
    file.write_text("\n".join(map(json.dumps, records)))
    with Store(graph) as store:
        import_paths(store, [file], Options())
    return graph


async def test_through_graphql(example: Address, asking: Callable[[Address], Asker]) -> None:
    ask = asking(example)
    for as_of, known_at, sure, standing in ROWS:
        answer = await ask(
            """query ($asOf: Date!, $knownAt: Date!) {
              view(asOf: $asOf, knownAt: $knownAt) {
                person(id: "samat-abish") { posts { nodes { certainty standing } } }
                claims { nodes { tie { certainty standing } } }
              }
            }""",
            {"asOf": as_of, "knownAt": known_at},
        )
        expected = [{"certainty": sure, "standing": standing}] if sure else []
        assert answer["view"]["person"]["posts"]["nodes"] == expected, (as_of, known_at)
        # Reached through a claim the tie is there even where it does not hold, and is judged all the same.
        reached = [claim["tie"] for claim in answer["view"]["claims"]["nodes"]]
        assert reached and all(tie == {"certainty": sure, "standing": standing} for tie in reached), (as_of, known_at)


async def test_period_through_graphql(example: Address, asking: Callable[[Address], Asker]) -> None:
    answer = await asking(example)(
        """{ view(knownAt: "2022-01-18") { person(id: "samat-abish") { posts { nodes {
          period { start end earliestStart latestStart earliestEnd latestEnd text } } } } } }"""
    )
    (tie,) = answer["view"]["person"]["posts"]["nodes"]
    assert tie["period"] == {
        "start": None,
        "end": "[2022-01-05..2022-01-17]",
        "earliestStart": None,
        "latestStart": "2020-11-01",
        "earliestEnd": "2022-01-05",
        "latestEnd": "2022-01-17",
        "text": "by 1 November 2020 – 5 or 17 January 2022 (contested)",
    }


async def test_changes_on_both_axes(example: Address, asking: Callable[[Address], Asker]) -> None:
    answer = await asking(example)(
        """{
          world: changes(from: "2022-01-01", to: "2022-01-20") { nodes { kind date claims { end } } }
          knowledge: changes(from: "2022-01-01", to: "2022-01-20", axis: KNOWLEDGE) { nodes { kind date } }
        }"""
    )
    (ended,) = answer["world"]["nodes"]
    assert (ended["kind"], ended["date"]) == ("ENDED", "[2022-01-05..2022-01-17]")
    assert [claim["end"] for claim in ended["claims"]] == ["2022-01-05", "2022-01-17"]
    assert [(change["kind"], change["date"]) for change in answer["knowledge"]["nodes"]] == [
        ("REVISED", "2022-01-05"),
        ("DISPUTED", "2022-01-08"),
        ("REVISED", "2022-01-17"),
    ]
