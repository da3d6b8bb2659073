"""Syncs of a made-up register: what its versions say, and what becomes of the graph."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from service.sync.upstream import Refused
from tests.conftest import Asker
from tests.dumps import session_on, standing
from tests.made_register import ANNA, BORIS, CLARA, MANY, OPTIONS, one, synced, version
from tests.read_sources import SAMPLES

Asking = Callable[[Address], Asker]

TIES = """query Ties($asOf: Date, $knownAt: Date) { view(asOf: $asOf, knownAt: $knownAt) { ties { nodes {
  id from { id } to { id } period { start end } standing
  claims { nodes { start end reportedOn lastSeenOn retractedOn } }
} } } }"""


async def ties(ask: Asker, as_of: str | None = None, known_at: str | None = None) -> list[dict[str, Any]]:
    found = await ask(TIES, {"asOf": as_of, "knownAt": known_at})
    nodes: list[dict[str, Any]] = found["view"]["ties"]["nodes"]
    return nodes


def _said(nodes: list[dict[str, Any]]) -> set[tuple[str, str | None, str | None]]:
    return {
        (node["from"]["id"].removeprefix("register-"), claim["start"], claim["end"])
        for node in nodes
        for claim in node["claims"]["nodes"]
    }


async def test_rows_are_claims_reported_on_the_day_on_which_they_first_appeared(
    graph: Address, store: Store, tmp_path: Path, asking: Asking
) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA]))
    one(store, version(tmp_path, "2022-02-01", [ANNA, BORIS]))
    found = {node["from"]["id"]: node["claims"]["nodes"] for node in await ties(asking(graph))}
    assert found == {
        "register-anna": [
            {
                "start": "2019-01-01", "end": "..", "reportedOn": "2022-01-01", "lastSeenOn": "2022-02-01",
                "retractedOn": None,
            }
        ],
        "register-boris": [
            {
                "start": "2018-05-01", "end": "2021-01-01", "reportedOn": "2022-02-01", "lastSeenOn": "2022-02-01",
                "retractedOn": None,
            }
        ],
    }  # fmt: skip


async def test_a_row_that_vanished_is_retracted_and_seen_by_a_day_of_knowledge_before(
    graph: Address, store: Store, tmp_path: Path, asking: Asking
) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA, BORIS]))
    found = one(store, version(tmp_path, "2022-02-01", [ANNA]))
    assert (found.counts.added, found.counts.retracted, found.counts.unchanged) == (0, 1, 4)
    ask = asking(graph)
    assert _said(await ties(ask)) == {("anna", "2019-01-01", "..")}
    assert _said(await ties(ask, known_at="2022-01-31")) == {
        ("anna", "2019-01-01", ".."),
        ("boris", "2018-05-01", "2021-01-01"),
    }


async def test_a_corrected_end_stays_one_tie_and_is_told_as_a_revision(
    graph: Address, store: Store, tmp_path: Path, asking: Asking
) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA]))
    one(store, version(tmp_path, "2022-02-01", [("Anna", "Bank", "2019-01-01", "2022-01-05")]))
    ask = asking(graph)
    (before,) = await ties(ask, known_at="2022-01-15")
    (after,) = await ties(ask)
    assert before["id"] == after["id"]
    assert (before["period"]["end"], after["period"]["end"]) == (None, "2022-01-05")
    found = await ask(
        '{ changes(about: "register-bank", axis: KNOWLEDGE, from: "2022-01-02", to: "2022-03-01") '
        "{ nodes { kind on: date tie { id } } } }"
    )
    assert {"kind": "REVISED", "on": "2022-02-01", "tie": {"id": after["id"]}} in found["changes"]["nodes"]


async def test_a_row_that_comes_back_is_a_new_claim(
    graph: Address, store: Store, tmp_path: Path, asking: Asking
) -> None:
    for day, table in (("2022-01-01", [ANNA, BORIS]), ("2022-02-01", [ANNA]), ("2022-03-01", [ANNA, BORIS])):
        one(store, version(tmp_path, day, table))
    ask = asking(graph)
    boris = next(node for node in await ties(ask) if node["from"]["id"] == "register-boris")
    assert [claim["reportedOn"] for claim in boris["claims"]["nodes"]] == ["2022-03-01"]
    assert len(await ties(ask, known_at="2022-02-15")) == 1
    assert len(await ties(ask, known_at="2022-01-15")) == 2


def test_one_version_twice_changes_nothing_not_even_the_data_version(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    file = version(tmp_path, "2022-01-01", [ANNA, BORIS])
    first = one(store, file)
    again = one(store, file)
    assert again.skipped
    assert store.version == first.run.data_version == again.run.data_version


def test_of_several_versions_on_one_day_the_last_one_stands(graph: Address, store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA, BORIS], "-a"))
    one(store, version(tmp_path, "2022-01-01", [ANNA], "-b"))
    with session_on(graph) as session:
        found = session.run(
            "MATCH ()-[r:HOLDS_POST]->() WHERE r.until_version > $version AND r.since_version <= $version "
            "AND r.known_from <= '2022-01-01' AND '2022-01-01' < r.known_to RETURN collect(r.from_id) AS found",
            version=store.version,
        ).single(strict=True)["found"]
    assert found == ["register-anna"]


def test_an_older_version_is_refused(graph: Address, store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-02-01", [ANNA, BORIS]))
    before = standing(graph)
    with pytest.raises(
        Refused, match=r"2022-01-01\.csv is of 2022-01-01, and a version of 2022-02-01 has been applied"
    ):
        one(store, version(tmp_path, "2022-01-01", [ANNA]))
    assert standing(graph) == before


def test_a_folder_of_versions_is_replayed_in_order_and_those_applied_are_passed_over(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    version(tmp_path, "2022-01-01", [ANNA])
    version(tmp_path, "2022-02-01", [ANNA, BORIS])
    assert [each.run.day for each in synced(store, tmp_path)] == ["2022-01-01", "2022-02-01"]
    version(tmp_path, "2022-03-01", [BORIS])
    assert [each.run.day for each in synced(store, tmp_path)] == ["2022-03-01"]


@pytest.mark.parametrize("name", ["2022-01-01", "register"])
def test_a_version_that_says_again_what_an_earlier_one_said_is_applied(
    graph: Address, store: Store, tmp_path: Path, name: str
) -> None:
    """All of one day, or without days of their own: only their order tells which is which."""
    for folder, table in (("a", [ANNA]), ("b", [ANNA, BORIS]), ("c", [ANNA])):
        (tmp_path / folder).mkdir()
        version(tmp_path / folder, name, table)
    folders = [tmp_path / "a", tmp_path / "b", tmp_path / "c"]
    assert [each.counts.retracted for each in synced(store, *folders)] == [0, 0, 1]
    before, later = standing(graph), SyncOptions(seen_on="2030-01-02")
    assert synced(store, *folders, options=later) == []
    assert standing(graph) == before
    (tmp_path / "d").mkdir()
    version(tmp_path / "d", name, [ANNA, CLARA])
    (found,) = synced(store, *folders, tmp_path / "d", options=later)
    assert any("register-clara" in sample for sample in found.counts.samples)


def test_a_later_version_that_says_again_what_an_earlier_one_said_is_applied(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    for day in ("2026-01-05", "2026-02-05", "2026-03-05"):
        shutil.copytree(SAMPLES / "uk-ministers" / "2026-01-05", tmp_path / day)
    table = tmp_path / "2026-02-05" / "appointment.csv"
    first, second, _, *rest = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join([first, second, *rest]), encoding="utf-8")
    source = SyncSource("uk-ministers", source_module("uk-ministers"))

    def replayed() -> list[Synced]:
        return list(sync_source(store, source, [str(tmp_path)], OPTIONS, lambda *_: None))

    assert [(each.counts.added > 0, each.counts.retracted) for each in replayed()] == [(True, 0), (False, 1), (True, 0)]
    before = standing(graph)
    assert replayed() == []
    assert standing(graph) == before


def test_a_version_that_would_take_back_most_is_refused_before_anything_is_written(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    one(store, version(tmp_path, "2022-01-01", MANY))
    before = standing(graph)
    cut = version(tmp_path, "2022-02-01", MANY[:10])
    with pytest.raises(Refused, match="would take back 20 of 30 claims and remarks; expected at most 50%"):
        one(store, cut)
    assert standing(graph) == before
    forced = one(store, cut, SyncOptions(seen_on="2030-01-01", force=True))
    assert forced.counts.retracted == 20


def test_of_few_claims_all_may_go(store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA, BORIS]))
    assert one(store, version(tmp_path, "2022-02-01", [CLARA])).counts.retracted == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is empty; expected the columns person, post, start, end"),
        ("person,post,start,end\n", "has no rows"),
        ("person,post,start\nAnna,Bank,2019\n", "has lost end: expected the columns person, post, start, end, found"),
        ('person,post,start,end\nAnna,"Ba', "is broken CSV"),
    ],
)
def test_what_is_no_whole_table_is_refused(graph: Address, store: Store, tmp_path: Path, text: str, told: str) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA, BORIS]))
    before = standing(graph)
    broken = tmp_path / "2022-02-01.csv"
    broken.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=told):
        one(store, broken)
    assert standing(graph) == before


def test_many_times_as_many_rows_are_refused(store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", MANY))
    more = [(f"Q{number}", "Bank", "2020-01-01", "") for number in range(301)]
    with pytest.raises(Refused, match="has 301 rows, and the last version had 30; expected at most 10 times as many"):
        one(store, version(tmp_path, "2022-02-01", [*MANY, *more][:301]))


def test_single_bad_rows_are_set_aside_and_taken_up_when_they_are_mended(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    bad = ("Dana", "Bank", "yesterday", "")
    found = one(store, version(tmp_path, "2022-01-01", [ANNA, bad]))
    assert found.run.rejected == 1
    (problem,) = found.notes.rejected
    assert str(problem).startswith("2022-01-01.csv: line 3.start: ")
    assert one(store, version(tmp_path, "2022-02-01", [ANNA, ("Dana", "Bank", "2021", "")])).run.rejected == 0
    assert "register-dana" in str(standing(graph)["HOLDS_POST"])


def test_too_many_bad_rows_are_refused(graph: Address, store: Store, tmp_path: Path) -> None:
    bad = [(f"D{number}", "Bank", "yesterday", "") for number in range(10)]
    with pytest.raises(Refused, match=r"10 of the 40 rows of 2022-01-01\.csv cannot be used; expected at most 20%"):
        one(store, version(tmp_path, "2022-01-01", [*MANY, *bad]))
    assert not standing(graph)


def test_what_the_graph_cannot_hold_is_counted_and_named(store: Store, tmp_path: Path) -> None:
    found = one(store, version(tmp_path, "2022-01-01", [ANNA, ("Dana", "unknown", "2020", "")]))
    assert found.run.message == "No place in the graph for 1 of the kind “post”: unknown."


def test_a_dry_run_tells_what_would_change_and_writes_nothing(graph: Address, store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA, BORIS]))
    before = standing(graph)
    dry = SyncOptions(seen_on="2030-01-01", dry_run=True)
    found = one(store, version(tmp_path, "2022-02-01", [ANNA, CLARA]), dry)
    assert (found.counts.added, found.counts.retracted) == (3, 1)
    assert any(sample.startswith("new entity register-clara") for sample in found.counts.samples)
    assert any(sample.startswith("retracted claim register-") for sample in found.counts.samples)
    assert standing(graph) == before
    applied = store.ask("write/sync_applied", dataset="register")
    assert [day for _, day in applied] == ["2022-01-01"]


def test_a_row_that_becomes_two_ties_is_set_aside_once(store: Store, tmp_path: Path) -> None:
    document = {
        "persons": [{"id": "1", "name": "Aigul\u0007"}],
        "organizations": [{"id": "a", "name": "Assembly"}, {"id": "p", "name": "Party"}],
        "memberships": [{"person_id": "1", "organization_id": "a", "on_behalf_of_id": "p"}],
    }
    file = tmp_path / "2024-05-01.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    popolo = SyncSource("popolo", source_module("popolo"))
    (found,) = sync_source(store, popolo, [str(file)], OPTIONS, lambda *_: None)
    places = [each.split(": ")[1] for each in found.run.rejects]
    assert places == ["persons[0].names[0].text", "memberships[0].tie.from"]
    assert found.run.rejected == 2
