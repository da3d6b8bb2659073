"""Days and order of versions: what no upstream may say, and what a folder of them passes over."""

from pathlib import Path

import pytest

from schema.edtf import day_after
from service.address import Address
from service.instants import this_instant
from service.sync.applying import SyncOptions
from service.sync.store import Store
from service.sync.upstream import Refused
from tests.dumps import standing
from tests.made_register import ANNA, BORIS, CLARA, one, synced, version

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


def test_where_the_last_one_applied_is_gone_from_the_folder_days_tell_what_is_newer(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    for day, table in (("2022-01-01", [ANNA]), ("2022-02-01", [ANNA, BORIS]), ("2022-03-01", [BORIS])):
        version(tmp_path, day, table)
    synced(store, tmp_path / "2022-02-01.csv", tmp_path / "2022-03-01.csv")
    (tmp_path / "2022-03-01.csv").unlink()
    version(tmp_path, "2022-04-01", [BORIS, CLARA])
    assert [each.run.day for each in synced(store, tmp_path)] == ["2022-04-01"]
