"""Days and order of versions: what no upstream may say, and what a folder of them passes over."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from schema.edtf import day_after
from service.address import Address
from service.instants import this_instant
from service.sync.applying import SyncOptions
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import sync_source
from service.sync.upstream import Refused
from tests.dumps import standing
from tests.made_register import ANNA, BORIS, CLARA, MANY, OPTIONS, one, synced, version
from tests.read_sources import SAMPLES

TODAY = this_instant()[:10]
NOW = SyncOptions(seen_on=TODAY)


def test_a_version_of_a_day_to_come_is_refused_so_that_later_ones_can_be_applied(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    before = standing(graph)
    for options in (NOW, SyncOptions(seen_on=TODAY, force=True)):
        with pytest.raises(Refused, match=f"is of 2100-01-01, which is yet to come; expected a day up to {TODAY}"):
            one(store, version(tmp_path, "2100-01-01", [ANNA]), options)
    with pytest.raises(Refused, match="is of 2100-01-02, which is yet to come"):
        one(store, version(tmp_path, "register", [ANNA]), SyncOptions(seen_on=TODAY, day="2100-01-02"))
    assert standing(graph) == before
    assert one(store, version(tmp_path, "2022-01-01", [ANNA]), NOW).counts.added


def test_it_may_be_tomorrow_already_where_the_upstream_is(store: Store, tmp_path: Path) -> None:
    assert one(store, version(tmp_path, day_after(TODAY), [ANNA]), NOW).run.day == day_after(TODAY)


def test_what_was_skipped_in_a_folder_is_passed_over_and_bars_nothing_that_is_newer(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    second = version(tmp_path, "2022-02-01", [ANNA, BORIS])
    one(store, second)
    version(tmp_path, "2022-01-01", [ANNA])
    version(tmp_path, "2022-03-01", [BORIS, CLARA])
    assert [each.run.day for each in synced(store, tmp_path)] == ["2022-03-01"]
    # One that turns up later is older than what stands, too.
    version(tmp_path, "2022-02-15", [ANNA])
    assert synced(store, tmp_path) == []


def test_with_force_a_folder_goes_on_at_what_was_refused(graph: Address, store: Store, tmp_path: Path) -> None:
    version(tmp_path, "2022-01-01", MANY)
    synced(store, tmp_path)
    version(tmp_path, "2022-02-01", MANY[:3])
    version(tmp_path, "2022-03-01", MANY)
    with pytest.raises(Refused, match="would take back 27 of 30 claims"):
        synced(store, tmp_path)
    forced = replace(OPTIONS, force=True)
    assert [each.run.day for each in synced(store, tmp_path, options=forced)] == ["2022-02-01", "2022-03-01"]
    # Where nothing is left, the last one is looked at again.
    assert [each.counts.changed for each in synced(store, tmp_path, options=forced)] == [0]


def test_where_the_last_one_applied_is_gone_from_the_folder_days_tell_what_is_newer(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    for day, table in (("2022-01-01", [ANNA]), ("2022-02-01", [ANNA, BORIS]), ("2022-03-01", [BORIS])):
        version(tmp_path, day, table)
    synced(store, tmp_path / "2022-02-01.csv", tmp_path / "2022-03-01.csv")
    (tmp_path / "2022-03-01.csv").unlink()
    version(tmp_path, "2022-04-01", [BORIS, CLARA])
    assert [each.run.day for each in synced(store, tmp_path)] == ["2022-04-01"]


def test_what_an_earlier_release_dated_too_late_can_be_gone_on_from(store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "register", [ANNA]), SyncOptions(seen_on="2100-01-01"))
    with pytest.raises(Refused, match="a version of 2100-01-01 has been applied"):
        one(store, version(tmp_path, "register", [ANNA, BORIS]), NOW)
    later = SyncOptions(seen_on=TODAY, day="2100-01-01")
    assert one(store, version(tmp_path, "register", [ANNA, BORIS]), later).counts.added


def test_a_delta_that_comes_late_is_refused_and_not_passed_over(store: Store, tmp_path: Path) -> None:
    def lines(name: str, *records: dict[str, object]) -> None:
        (tmp_path / name).write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")

    def person(key: str) -> dict[str, object]:
        return {"id": key, "schema": "Person", "properties": {"name": [key.title()]}}

    def run() -> list[str | None]:
        source = SyncSource("followthemoney", source_module("followthemoney"))
        return [each.run.day for each in sync_source(store, source, [str(tmp_path)], NOW, lambda *_: None)]

    lines("20240501000000-all.ftm.json", person("anna"))
    lines("20240503000000-all.delta.json", {"op": "ADD", "entity": person("clara")})
    assert run() == ["2024-05-01", "2024-05-03"]
    assert run() == []
    lines("20240502000000-all.delta.json", {"op": "ADD", "entity": person("boris")})
    with pytest.raises(Refused, match="is of 2024-05-02, and a version of 2024-05-03 has been applied"):
        run()


def test_a_version_without_a_day_comes_after_those_that_have_one(store: Store, tmp_path: Path) -> None:
    for name in ("2022-02-30", "2022-03-01", "2022-01-01"):
        shutil.copy(SAMPLES / "kazakhstan-cabinet" / "001_2022-01-05_holders21.csv", tmp_path / f"{name}_holders21.csv")
    source = SyncSource("kazakhstan-cabinet", source_module("kazakhstan-cabinet"))
    found = list(sync_source(store, source, [str(tmp_path)], NOW, lambda *_: None))
    assert [each.run.day for each in found] == ["2022-01-01", "2022-03-01", TODAY]
