"""Exports in the claims format: imported into an empty database they give the same graph and the same answers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from schema.edtf import parse
from service.address import Address
from service.serving import SEED
from service.sync.exporting import export_lines
from service.sync.importing import Options, import_paths
from service.sync.reading import LISTS
from service.sync.store import Label, Store
from tests.conftest import Asker, Engine
from tests.dumps import standing
from tests.exports import fetched, ties_of_view
from tests.made_up import DATA, told
from tests.two_versions import FIRST, SECOND

ANSWERS = """query ($asOf: Date, $knownAt: Date) {
  view(asOf: $asOf, knownAt: $knownAt) {
    people(first: 100) { nodes { id name names { text language start sources { id } } born died } }
    places(first: 100) { nodes { id externalIds { scheme value } } }
    institutions(first: 100) { nodes { id name description sources { id } heads { nodes { id certainty } } } }
    remarks(first: 100) { nodes { id text stance date reportedOn source { id } attributedTo { id } retractedOn } }
    claims(first: 100) { nodes { id stance aspect modality start end heldOn note retractedOn lastSeenOn tie { id } } }
    disputes(first: 100) { nodes { id question positions { text claims { id } remarks { id } } } }
    sources(first: 100) { nodes { id title publisher publishedOn url reliability note } }
  }
}"""
VIEWS = [(None, None), ("2020-05-11", None), ("2020-08-01", "2020-10-15"), ("2021-01-10", "2021-01-09")]


async def answers(asker: Asker) -> list[Any]:
    found: list[Any] = []
    for as_of, known_at in VIEWS:
        found.append(await asker(ANSWERS, {"asOf": as_of, "knownAt": known_at}))
        found.append(await ties_of_view(asker, as_of, known_at))
    return found


async def test_everything_comes_back_in_either_spelling(
    engine: Engine, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    """Seed data, made-up data and a dataset with a past: retracted, corrected, superseded, said by two datasets."""
    address = engine.migrated()
    told(address, tmp_path, FIRST, "village", day="2020-10-01")
    told(address, tmp_path, SECOND, "village", day="2020-11-01")
    told(address, tmp_path, [SECOND[0], SECOND[2], SECOND[4], SECOND[7]], "copy")
    with Store(address) as store:
        import_paths(store, [SEED], Options(dataset="seed-data"))
        import_paths(store, [DATA / "norland.yaml", DATA / "exports.yaml"], Options())
        by_command = b"".join(export_lines(store))
    asker = asking(address)
    before, answered = standing(address, aside=()), await answers(asker)
    files = {name: await fetched(asker, name) for name in ("claims.jsonl", "claims.yaml")}
    assert files["claims.jsonl"] == by_command
    assert b"retractedOn" in by_command
    assert all("dataset" in json.loads(line) for line in by_command.splitlines())
    engine.drop(address)

    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        address = engine.migrated()
        with Store(address) as store:
            import_paths(store, [tmp_path / name], Options())
        # Even the instants of recording, whose they are and on which days each thing is spoken of.
        assert standing(address, aside=()) == before
        copy = asking(address)
        assert await answers(copy) == answered
        assert await fetched(copy, name) == content
        engine.drop(address)


async def test_the_two_spellings_say_the_same(graph: Address, asking: Callable[[Address], Asker]) -> None:
    with Store(graph) as store:
        import_paths(store, [DATA / "norland.yaml", DATA / "exports.yaml"], Options())
    asker = asking(graph)
    for parameters in ({}, {"asOf": "2020-05-11"}, {"about": "eve", "depth": "2"}):
        lines = [json.loads(line) for line in (await fetched(asker, "claims.jsonl", **parameters)).splitlines()]
        lists = yaml.safe_load(await fetched(asker, "claims.yaml", **parameters))
        again = [{"type": LISTS[name], **record} for name, records in lists.items() for record in records]
        assert again == lines


@pytest.mark.parametrize(
    "parameters",
    [
        {"knownAt": "2020-06-01"},
        {"asOf": "2021-01-10"},
        {"about": "eve,anna", "depth": "1"},
        {"about": "riot", "depth": "0"},
    ],
)
async def test_a_view_can_be_imported_by_itself(
    engine: Engine, tmp_path: Path, asking: Callable[[Address], Asker], parameters: dict[str, str]
) -> None:
    """What it counts is there, all of that to which it refers, and nothing that the view does not know."""
    address = engine.migrated()
    with Store(address) as store:
        import_paths(store, [DATA / "norland.yaml", DATA / "exports.yaml"], Options())
    asker = asking(address)
    content = await fetched(asker, "claims.jsonl", **parameters)
    records = [json.loads(line) for line in content.splitlines()]
    ids = {(record["type"], record["id"]) for record in records}
    assert len(ids) == len(records), "nothing is written twice"
    known_at, as_of = parameters.get("knownAt"), parameters.get("asOf")
    ties = await ties_of_view(asker, as_of, known_at)
    engine.drop(address)

    if known_at:
        assert all(parse(record["reportedOn"]).hi <= known_at for record in records if "reportedOn" in record)
        assert ("source", "almanac") not in ids
        assert ("source", "web") in ids, "what an entity's record cites comes along, records look alike in every view"
    if parameters.get("about") == "riot":
        assert ids == {("entity", "riot")}
    (tmp_path / "view.jsonl").write_bytes(content)
    address = engine.migrated()
    with Store(address) as store:
        outcome = import_paths(store, [tmp_path / "view.jsonl"], Options())
        assert outcome.added == len(records) + sum(isinstance(record.get("tie"), dict) for record in records)
        rows = {label: {row["id"] for row in store.every_row(label, 1)} for label in Label}
    copied = await ties_of_view(asking(address), as_of, known_at)
    engine.drop(address)
    if "about" not in parameters:
        assert copied == ties
    elif parameters["about"] == "eve,anna":
        assert rows[Label.QUESTION] == {"who-runs-it"}
        assert {name: tie["period"] for name, tie in copied.items()} == {name: ties[name]["period"] for name in copied}


async def test_an_empty_graph_gives_empty_files(graph: Address, asking: Callable[[Address], Asker]) -> None:
    asker = asking(graph)
    assert await fetched(asker, "claims.jsonl") == b""
    assert await fetched(asker, "claims.yaml") == b""
    assert await fetched(asker, "sources.bib") == b""
    assert await fetched(asker, "sources.csl.json") == b"[]\n"
    assert json.loads(await fetched(asker, "popolo.json")) == {
        "persons": [], "organizations": [], "areas": [], "events": [], "memberships": []
    }  # fmt: skip
    assert len((await fetched(asker, "ties.csv")).splitlines()) == 1
