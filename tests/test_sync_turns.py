"""One run of a source at a time: who is told so, and what becomes of a run that died or slept for too long."""

import time
from pathlib import Path

import pytest

from service.address import Address
from service.sync.store import Store
from service.sync.syncing import sync_source
from service.sync.versions import Busy
from tests.made_register import ANNA, BORIS, CLARA, OPTIONS, REGISTER, one, synced, version

LEASE = "sync register"


def test_of_two_runs_of_a_source_at_once_the_second_is_told(graph: Address, store: Store, tmp_path: Path) -> None:
    version(tmp_path, "2022-01-01", [ANNA])
    version(tmp_path, "2022-02-01", [ANNA, BORIS])
    under_way = sync_source(store, REGISTER, [str(tmp_path)], OPTIONS, lambda *_: None)
    assert next(under_way).run.day == "2022-01-01"
    with Store(graph) as other:
        with pytest.raises(Busy, match=r"the sync of register \(process \d+ on .*\) is under way"):
            synced(other, tmp_path)
        assert [each.run.day for each in under_way] == ["2022-02-01"]
        assert [each.run.day for each in synced(other, version(tmp_path, "2022-03-01", [CLARA]))] == ["2022-03-01"]


def test_a_dead_run_loses_its_turn(store: Store, tmp_path: Path) -> None:
    """Its process is gone, and nobody prolongs the lease that it took for a second."""
    store.ask("write/lease_made", name=LEASE)
    about = "the sync of register (process 1 on another host)"
    store.ask("write/lease_taken", name=LEASE, holder="another", about=about, milliseconds=2_000)
    taken = time.monotonic()
    file = version(tmp_path, "2022-01-01", [ANNA])
    with pytest.raises(Busy, match=r"the sync of register \(process 1 on another host\) is under way"):
        one(store, file)
    time.sleep(max(0.0, 2.1 - (time.monotonic() - taken)))
    assert one(store, file).counts.added
