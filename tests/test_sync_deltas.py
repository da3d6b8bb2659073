"""Deltas of FollowTheMoney as they are synced, one after the other, upon a whole file."""

import json
from pathlib import Path

import pytest

from service.address import Address
from service.sync.store import Store
from service.sync.upstream import Refused
from tests.deltas import ACME, HOLDS, OWNS, POST, ROMAN, delta, entity, names, retracted, synced, whole
from tests.dumps import standing


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


def test_a_role_that_passes_to_the_other_of_two_equals_is_said_anew(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    kay, lou = entity("kay", "Person", name="Kay"), entity("lou", "Person", name="Lou")
    whole(store, tmp_path, kay, lou, entity("kin", "Family", person="kay", relative="lou", relationship="wife"))
    other = entity("kin", "Family", person="lou", relative="kay", relationship="wife")
    for day in (2, 3):
        synced(store, tmp_path, f"2024050{day}120000-all.ftm.json", kay, lou, other)
        ties = {each["id"]: (each["from_id"], each["to_id"]) for each in map(json.loads, standing(graph)["TIE"])}
        claims = list(map(json.loads, standing(graph)["CLAIM"]))
        assert {ties[each["tie"]]: each.get("retracted_on") for each in claims} == {
            ("followthemoney-lou", "followthemoney-kay"): "2024-05-02",
            ("followthemoney-kay", "followthemoney-lou"): None,
        }


def test_what_is_deleted_is_taken_back_as_of_its_day(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, ACME, OWNS)
    found = delta(store, tmp_path, 2, ("DEL", {"id": "own"}))
    assert (found.counts.added, found.counts.retracted) == (0, 1)
    assert retracted(standing(graph)) == ["2024-05-02"]
    assert names(standing(graph)) == ["Acme", "Roman"]


def test_what_cannot_be_used_of_a_delta_takes_nothing_back(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, ACME, POST, HOLDS)
    found = delta(
        store, tmp_path, 2, ("MOD", entity("holds", "Occupancy", holder="roman", post="post-9", endDate="2024"))
    )
    assert (found.run.rejected, found.counts.retracted) == (1, 0)
    assert "“post-9” is no Position of this file" in found.run.rejects[0]
    assert retracted(standing(graph)) == [None]


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
