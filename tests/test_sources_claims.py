"""Files in the claims format as a source, on a sample and on the seed data."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.serving import SEED
from service.sync.applying import SyncOptions
from service.sync.importing import Options, import_paths
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from service.sync.upstream import Refused
from tests.conftest import Engine
from tests.dumps import standing
from tests.read_sources import SAMPLES, read, refused, versions

SOURCE = "claims"


def test_a_folder_is_one_version_without_a_day() -> None:
    (version,) = versions(SOURCE, SAMPLES / SOURCE)
    assert (version.name, version.day, version.delta) == ("claims", None, False)


def test_records_stand_as_they_are_and_a_broken_line_is_set_aside() -> None:
    (version,) = versions(SOURCE, SAMPLES / SOURCE)
    found = read(SOURCE, version)
    assert [raw.type for raw in found.raws] == ["source", "entity", "entity", "claim"]
    assert found.claims[0]["id"] == "anna-at-bank-claim"
    assert found.ties("HOLDS_POST") == [("anna", "bank", None, "2019", None)]
    assert found.notes.rows == 5
    (rejected,) = found.rejected
    assert "notes.jsonl: line 5: is broken JSON" in rejected


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.yaml", b"claims: [", "is broken YAML"),
        ("x.yaml", b"- one", "expected a mapping with the lists"),
        ("x.yaml", b"claims: " + b"[" * 60, "is broken YAML: it nests too deep"),
        ("x.jsonl", b"\xff\xfe", "is not UTF-8"),
        ("x.jsonl", b'{"type": "source", "id": "a", "title": "A"}\n{"type": "ent', r"x\.jsonl: line 2: .* cut off"),
    ],
)
def test_a_file_that_is_broken_as_a_whole_is_refused(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    refused(SOURCE, tmp_path / name, data, told)


# -- synced ------------------------------------------------------------------------------------------------

DAY = "2026-11-27"


def synced(store: Store, path: Path) -> Synced:
    source = SyncSource(SOURCE, source_module(SOURCE))
    (found,) = sync_source(store, source, [str(path)], SyncOptions(seen_on=DAY), lambda *_: None)
    return found


def test_the_seed_data_is_such_a_source(engine: Engine) -> None:
    address = engine.migrated()
    with Store(address) as store:
        import_paths(store, [SEED], Options(dataset=SOURCE, day=DAY))
    imported = standing(address)
    engine.drop(address)
    address = engine.migrated()
    with Store(address) as store:
        found = synced(store, SEED)
    assert found.notes.rejected == []
    assert standing(address) == imported
    engine.drop(address)


def test_claims_without_a_day_have_that_of_their_source_as_the_version_has_it(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    reported = []
    for published in ("2022-01-10", "2022-01-12"):
        synced(store, _notebook(tmp_path, {"publishedOn": published}))
        claims = map(json.loads, standing(graph)["CLAIM"])
        reported += [claim["reported_on"] for claim in claims if "superseded" not in claim["id"]]
    assert reported == ["2022-01-10", "2022-01-12"]


def test_what_a_question_refers_to_must_be_there(store: Store, tmp_path: Path) -> None:
    question = {
        "type": "question", "id": "where", "text": "Where?", "about": ["anna"],
        "positions": [
            {"text": "At the bank.", "claims": ["anna-at-bank-claim", "no-claim"]}, {"text": "Nowhere.", "claims": []},
        ],
    }  # fmt: skip
    found = synced(store, _notebook(tmp_path, {}, question))
    (problem,) = found.notes.rejected
    assert str(problem).endswith("line 5.positions[0].claims: “no-claim” is unknown; expected the id of a claim")


def test_what_refers_to_an_entity_that_is_set_aside_is_set_aside(graph: Address, store: Store, tmp_path: Path) -> None:
    file = _notebook(tmp_path, {})
    text = file.read_text(encoding="utf-8").replace('"kind": "PERSON"', '"kind": "PERSON", "born": "soon"')
    file.write_text(text, encoding="utf-8")
    assert [str(problem).split(": ", 2)[1] for problem in synced(store, file).notes.rejected] == [
        "line 2.born", "line 4.tie.from",
    ]  # fmt: skip
    assert "CLAIM" not in standing(graph) and "HOLDS_POST" not in standing(graph)


def test_a_value_that_no_kind_is_sets_its_own_record_aside(store: Store, tmp_path: Path) -> None:
    wrong = {"type": "entity", "id": "carl", "kind": ["PERSON"], "names": [{"text": "Carl"}]}
    found = synced(store, _notebook(tmp_path, {}, wrong))
    (problem,) = found.notes.rejected
    assert "line 5.kind" in str(problem)
    assert found.counts.added


def test_an_id_is_that_of_one_record_of_the_version(graph: Address, store: Store, tmp_path: Path) -> None:
    remark = {"type": "remark", "id": "anna", "source": "notebook", "about": "bank", "text": "It was closed."}
    for told in (
        "is the id of an entity before; ids are one space",
        "is already the id of an entity; ids are one space",
    ):
        found = synced(store, _notebook(tmp_path, {}, remark))
        assert [str(each).partition("“anna” ")[2] for each in found.notes.rejected] == [told]
    assert "REMARK" not in standing(graph)


def test_a_version_that_says_something_else_in_most_records_is_refused(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    def many(**fields: str) -> Path:
        tie = {"id": "anna-clerk", "kind": "HOLDS_POST", "from": "anna", "to": "bank", "role": "clerk"}
        claims: list[dict[str, Any]] = [
            {"type": "claim", "id": f"c{n}", "tie": tie, "source": "notebook", "heldOn": f"20{n}-01-01", **fields}
            for n in range(10, 40)
        ]
        return _notebook(tmp_path, {}, *claims)

    synced(store, many())
    before = standing(graph)
    for fields in ({"heldOn": "2000-01-01"}, {"retractedOn": "2026-11-20"}):
        with pytest.raises(Refused, match="would take back 30 of 31 claims and remarks"):
            synced(store, many(**fields))
    assert standing(graph) == before


def _notebook(folder: Path, source: dict[str, Any], *more: dict[str, Any]) -> Path:
    """The sample with other fields of its source, and with other records in place of its broken line."""
    first, *rest = (SAMPLES / SOURCE / "notes.jsonl").read_text(encoding="utf-8").splitlines()
    lines = [json.dumps(json.loads(first) | source), *rest[:-1], *map(json.dumps, more)]
    file = folder / "notebook.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
