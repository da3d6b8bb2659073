"""Deltas of FollowTheMoney as they are synced, one after the other, upon a whole file."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, SyncOptions, sync_source
from service.sync.upstream import Refused
from tests.dumps import Dump, standing

SOURCE = SyncSource("followthemoney", source_module("followthemoney"))


def entity(identity: str, schema: str, **properties: str) -> dict[str, Any]:
    return {"id": identity, "schema": schema, "properties": {name: [value] for name, value in properties.items()}}


ROMAN, ACME = entity("roman", "Person", name="Roman"), entity("acme", "Company", name="Acme")
OWNS = entity("own", "Ownership", owner="roman", asset="acme", startDate="2019")


def synced(store: Store, folder: Path, name: str, *lines: dict[str, Any]) -> Synced:
    """Sync a file of these lines."""
    file = folder / name
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    (found,) = sync_source(store, SOURCE, [str(file)], SyncOptions(seen_on="2030-01-01"), lambda *_: None)
    return found


def whole(store: Store, folder: Path, *lines: dict[str, Any]) -> Synced:
    return synced(store, folder, "20240501120000-all.ftm.json", *lines)


def delta(store: Store, folder: Path, day: int, *lines: tuple[str, dict[str, Any]]) -> Synced:
    operations = ({"op": op, "entity": each} for op, each in lines)
    return synced(store, folder, f"202405{day:02}120000-abc.delta.json", *operations)


def names(dump: Dump) -> list[str]:
    return sorted(json.loads(each)["name"] for each in dump["ENTITY"])


def retracted(dump: Dump) -> list[str | None]:
    """The days from which on the claims are taken back."""
    return [json.loads(each).get("retracted_on") for each in dump["CLAIM"]]


def test_what_is_modified_changes_and_all_else_stays(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, ACME, OWNS)
    before = standing(graph)
    found = delta(store, tmp_path, 2, ("MOD", entity("acme", "Company", name="Acme Ltd")))
    assert (found.run.day, found.counts.changed, found.counts.added, found.counts.retracted) == ("2024-05-02", 1, 0, 0)
    after = standing(graph)
    assert names(after) == ["Acme Ltd", "Roman"]
    assert {name: rows for name, rows in after.items() if name != "ENTITY"} == {
        name: rows for name, rows in before.items() if name != "ENTITY"
    }


def test_what_is_deleted_is_taken_back_as_of_its_day(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, ACME, OWNS)
    found = delta(store, tmp_path, 2, ("DEL", {"id": "own"}))
    assert (found.counts.added, found.counts.retracted) == (0, 1)
    assert retracted(standing(graph)) == ["2024-05-02"]
    assert names(standing(graph)) == ["Acme", "Roman"]


def test_what_cannot_be_used_of_a_delta_takes_nothing_back(graph: Address, store: Store, tmp_path: Path) -> None:
    """A delta has the Occupancy that changed, and not its Position, which did not."""
    whole(store, tmp_path, ROMAN, ACME, POST, HOLDS)
    found = delta(
        store, tmp_path, 2, ("MOD", entity("holds", "Occupancy", holder="roman", post="post", endDate="2024"))
    )
    assert (found.run.rejected, found.counts.retracted) == (1, 0)
    assert "“post” is no Position of this file" in found.run.rejects[0]
    assert retracted(standing(graph)) == [None]


def roles(dump: Dump) -> list[tuple[str, str | None]]:
    """The roles of claims, with the days from which on they are taken back."""
    claims = map(json.loads, dump["CLAIM"])
    return sorted((each["role"], each.get("retracted_on")) for each in claims)


# A post, who holds it, and the post under another name.
POST = entity("post", "Position", name="Clerk", organization="acme")
HOLDS = entity("holds", "Occupancy", holder="roman", post="post", startDate="2020")
RENAMED = entity("post", "Position", name="Registrar", organization="acme")


def test_a_position_that_changes_alone_is_told_and_a_whole_file_brings_its_ties_up_to_date(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    whole(store, tmp_path, ROMAN, ACME, POST, HOLDS)
    found = delta(store, tmp_path, 2, ("MOD", RENAMED))
    assert found.run.message == (
        "No place in the graph for 1 of the kind “change of a Position (ties of Occupancies that are not in the delta "
        "stay until the next whole file)”: Registrar."
    )
    assert (found.run.rejected, roles(standing(graph))) == (0, [("Clerk", None)])
    found = synced(store, tmp_path, "20240503120000-all.ftm.json", ROMAN, ACME, RENAMED, HOLDS)
    assert (found.run.changed, found.run.message) == (1, None)
    assert roles(standing(graph)) == [("Clerk", "2024-05-03"), ("Registrar", None)]


def test_a_position_that_changes_with_its_occupancy_changes_the_tie(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    whole(store, tmp_path, ROMAN, ACME, POST, HOLDS)
    assert delta(store, tmp_path, 2, ("MOD", RENAMED), ("MOD", HOLDS)).run.changed == 1
    assert roles(standing(graph)) == [("Clerk", "2024-05-02"), ("Registrar", None)]


def test_what_is_added_again_is_a_new_claim(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, ACME, OWNS)
    delta(store, tmp_path, 2, ("DEL", {"id": "own"}))
    assert delta(store, tmp_path, 3, ("ADD", OWNS)).counts.added == 1
    assert sorted(map(str, retracted(standing(graph)))) == ["2024-05-02", "None"]


def test_a_delta_upon_what_is_not_there_is_refused(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN)
    before = standing(graph)
    with pytest.raises(Refused, match="changes “followthemoney-acme”, which the graph does not have: a delta"):
        delta(store, tmp_path, 3, ("MOD", ACME))
    assert standing(graph) == before


def test_an_empty_delta_is_no_change(graph: Address, store: Store, tmp_path: Path) -> None:
    first = whole(store, tmp_path, ROMAN, ACME, OWNS)
    before = standing(graph)
    found = delta(store, tmp_path, 2)
    assert (found.run.read, found.run.data_version) == (0, first.run.data_version)
    assert (found.run.outcome, found.counts.retracted) == ("SUCCEEDED", 0)
    assert standing(graph) == before


def test_a_whole_file_is_measured_by_the_last_whole_file(store: Store, tmp_path: Path) -> None:
    people = [entity(f"p{number}", "Person", name=f"P {number}") for number in range(300)]
    whole(store, tmp_path, *people[:250])
    delta(store, tmp_path, 2, *(("MOD", each) for each in people[:20]))
    assert synced(store, tmp_path, "20240503120000-all.ftm.json", *people).counts.added == 50
    few = tmp_path / "few"
    few.mkdir()
    with pytest.raises(Refused, match="would take back 280 of 300 entities"):
        synced(store, few, "20240504120000-all.ftm.json", *people[:20])


def test_a_delta_may_come_first(store: Store, tmp_path: Path) -> None:
    assert delta(store, tmp_path, 2, ("ADD", ROMAN), ("ADD", ACME), ("ADD", OWNS)).counts.added == 5
    assert delta(store, tmp_path, 3, ("DEL", {"id": "own"})).counts.retracted == 1
