"""Exports: imported into an empty database they give the same graph and the same answers.

What a round trip must carry is everything that can happen to a dataset, so the graph under test has had both versions
of `tests.two_versions`, with retracted and superseded claims, decisions on matches and questions; and the seed data.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from service.address import Address
from service.serving import SEED
from service.sync.exporting import export_lines
from service.sync.importing import Options, import_paths
from service.sync.store import Label, Store
from tests.conftest import Asker, Engine
from tests.dumps import standing
from tests.made_up import told
from tests.two_versions import FIRST, SECOND, evidence, question, remark

QUESTIONS = """{
  view(asOf: "2020-08-01", knownAt: "2020-11-15") {
    ties(first: 100) { nodes { id kind role standing certainty
      period { earliestStart latestStart earliestEnd latestEnd text }
      claims(first: 20) { nodes { id retractedOn lastSeenOn recordedAt } } } }
    people(first: 100) { nodes { id name remarks(first: 9) { nodes { id text } } } }
    sources(first: 100) { nodes { id title publisher } }
    disputes(first: 50) { nodes { question positions { text } } }
  }
}"""


WEIGHED = """{ question(id: "how-long") {
  hypotheses { text weightedInconsistency } evidence { claim { id } credibility ratings note } } }"""


def exported(address: Address, file: Path) -> bytes:
    with Store(address) as store:
        file.write_bytes(b"".join(export_lines(store)))
    return file.read_bytes()


async def test_an_export_gives_the_same_graph_and_answers(
    engine: Engine, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    address = engine.migrated()
    told(address, tmp_path, FIRST, "village", day="2020-10-01")
    told(address, tmp_path, SECOND, "village", day="2020-11-01")
    # A second dataset says some of it too, and an entity is kept only because a claim of the past speaks of it.
    told(address, tmp_path, [SECOND[0], SECOND[2], SECOND[4], SECOND[7]], "copy")
    before, ask = standing(address, aside=()), asking(address)
    answers, weighed = await ask(QUESTIONS), await ask(WEIGHED)
    assert weighed["question"]["evidence"]
    file = tmp_path / "backup.jsonl"
    lines = exported(address, file)
    engine.drop(address)

    address = engine.migrated()
    with Store(address) as store:
        import_paths(store, [file], Options())
    # Everything, when it was recorded and withdrawn and whose it is included.
    assert standing(address, aside=()) == before
    ask = asking(address)
    assert (await ask(QUESTIONS), await ask(WEIGHED)) == (answers, weighed)
    assert exported(address, tmp_path / "again.jsonl") == lines

    # The dataset itself, imported after that, has nothing new to say.
    outcome = told(address, tmp_path, SECOND, "village", day="2021-01-01")
    assert not outcome.anything
    assert standing(address, aside=()) == before
    engine.drop(address)


def test_an_export_brings_a_copy_up_to_date(engine: Engine, tmp_path: Path) -> None:
    """An export of the first version, then one of the second, give what the original came to hold."""
    address = engine.migrated()
    told(address, tmp_path, FIRST, "village", day="2020-10-01")
    exported(address, tmp_path / "first.jsonl")
    told(address, tmp_path, SECOND, "village", day="2020-11-01")
    exported(address, tmp_path / "second.jsonl")
    claims = standing(address, aside=())
    engine.drop(address)

    address = engine.migrated()
    with Store(address) as store:
        for name in ("first", "second"):
            import_paths(store, [tmp_path / f"{name}.jsonl"], Options(dataset="copy", day="2022-01-01"))
    copied = standing(address, aside=())
    for name in (Label.CLAIM.name, Label.REMARK.name, "HOLDS_POST", "MEMBER_OF", "LEADS", "KIN_OF", "PATRON_OF"):
        assert copied.get(name) == claims.get(name)
    engine.drop(address)


def test_the_seed_data_come_back_from_their_export(engine: Engine, tmp_path: Path) -> None:
    address = engine.migrated()
    with Store(address) as store:
        import_paths(store, [SEED], Options(dataset="seed-data"))
    before, lines = standing(address, aside=()), exported(address, tmp_path / "seed.jsonl")
    engine.drop(address)
    address = engine.migrated()
    with Store(address) as store:
        import_paths(store, [tmp_path / "seed.jsonl"], Options())
        assert standing(address, aside=()) == before
        assert not import_paths(store, [SEED], Options(dataset="seed-data")).anything
    assert exported(address, tmp_path / "again.jsonl") == lines
    engine.drop(address)


def records(address: Address, file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(address, file).splitlines()]


def test_what_an_export_writes(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, FIRST, "village", day="2020-10-01")
    found = records(graph, tmp_path / "export.jsonl")
    types = [record["type"] for record in found]
    assert types == sorted(types, key=["source", "entity", "claim", "remark", "question", "match"].index)
    assert {record["dataset"] for record in found} == {"village"}
    said = {record["id"]: record for record in found if record["type"] in ("claim", "remark")}
    assert all(record["recordedAt"].endswith("Z") for record in said.values())
    assert {name for name, record in said.items() if "withdrawnAt" in record} == {"patron"}
    # A tie is defined with the first of its claims and named by the others.
    assert said["ann-starts"]["tie"] == {
        "id": "ann-holds-post-mill", "kind": "HOLDS_POST", "from": "ann", "to": "mill", "head": True
    }  # fmt: skip
    assert said["ann-stays"]["tie"] == "ann-holds-post-mill"
    # Defaults are left out where that says the same.
    assert "identified" not in next(record for record in found if record["type"] == "entity")


def test_what_an_export_writes_of_evidence(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, FIRST, "village")
    found = {
        record["id"]: record for record in records(graph, tmp_path / "export.jsonl") if record["type"] == "question"
    }
    assert found["how-long"]["evidence"] == [
        evidence(2, "CC", "II", claim="bea-joins", note="Her own word."),
        evidence(4, "N", "C", remark="flour"),
        evidence(6, "NA", "I", claim="patron"),
    ]
    assert "evidence" not in found["who"]


def test_an_empty_graph_gives_an_empty_export(graph: Address, tmp_path: Path) -> None:
    assert exported(graph, tmp_path / "export.jsonl") == b""


def test_a_question_about_nothing_can_be_read_again(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [question("q", "Why?", [], {"text": "So."}, {"text": "Not so."})], "one")
    [record] = records(graph, tmp_path / "export.jsonl")
    assert record["about"] == []
    assert not told(graph, tmp_path, [record], "other").anything


def test_more_records_than_one_trip_fetches(graph: Address, tmp_path: Path) -> None:
    many = [FIRST[0], FIRST[3], *(remark("ann", "paper", f"Says {n}.") for n in range(25))]
    told(graph, tmp_path, many)
    with Store(graph, batch=10) as store:
        assert len(list(export_lines(store))) == len(many)
