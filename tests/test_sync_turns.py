"""One run of a source at a time: who is told so, and what becomes of a run that died or slept for too long."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from service.address import Address
from service.sync.store import Label, Store
from service.sync.syncing import sync_source
from service.sync.upstream import Refused
from service.sync.versions import Busy, writing
from tests.dumps import everything, session_on, standing
from tests.made_register import ANNA, BORIS, CLARA, OPTIONS, REGISTER, one, synced, version
from tests.test_sync_versions import Stopped, expired

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


def _interrupted(store: Store, file: Path, meanwhile: Callable[[], None]) -> None:
    """A run on a file that sleeps when it begins to read, for as long as something else takes."""
    slept: list[str] = []

    def tell(stage: str, *_: object) -> None:
        if stage == "reading" and not slept:
            slept.append(stage)
            meanwhile()

    list(sync_source(store, REGISTER, [str(file)], OPTIONS, tell))


def test_a_run_that_slept_for_too_long_applies_nothing(graph: Address, store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", [ANNA]))

    def another_goes_on() -> None:
        expired(graph)
        with Store(graph) as other:
            one(other, version(tmp_path, "2022-03-01", [ANNA, CLARA]))

    with pytest.raises(Busy, match="lost its turn to another one"):
        _interrupted(store, version(tmp_path, "2022-03-01", [ANNA, BORIS], "-late"), another_goes_on)
    assert "register-clara" in str(standing(graph)) and "register-boris" not in str(standing(graph))
    with session_on(graph) as session:
        text = "MATCH (n:SyncRun) RETURN n.outcome AS outcome, n.message AS told ORDER BY n.started_at"
        runs = session.run(text).data()
    assert [each["outcome"] for each in runs] == ["SUCCEEDED", "FAILED", "SUCCEEDED"]
    assert "lost its turn" in runs[1]["told"]


def test_a_run_that_was_overtaken_by_a_newer_version_is_refused(graph: Address, store: Store, tmp_path: Path) -> None:
    """The other one had lost its turn to this one, and was already writing."""
    one(store, version(tmp_path, "2022-01-01", [ANNA]))

    def another_finishes() -> None:
        with session_on(graph) as session:
            text = "MATCH (l:Lease {name: $name}) RETURN l.holder AS holder"
            holder = session.run(text, name=LEASE).single(strict=True)["holder"]
        expired(graph)
        with Store(graph) as other:
            one(other, version(tmp_path, "2022-03-01", [ANNA, CLARA]))
        with session_on(graph) as session:
            text = "MATCH (l:Lease {name: $name}) SET l.holder = $holder"
            session.run(text, name=LEASE, holder=holder).consume()

    with pytest.raises(Refused, match="is of 2022-02-01, and a version of 2022-03-01 has been applied already"):
        _interrupted(store, version(tmp_path, "2022-02-01", [ANNA, BORIS]), another_finishes)
    assert "register-clara" in str(standing(graph)) and "register-boris" not in str(standing(graph))


def test_a_dry_run_waits_for_no_writer_and_leaves_what_it_wrote(graph: Address, store: Store, tmp_path: Path) -> None:
    """Be it that the writer is at work, or that it died and left something behind."""
    one(store, version(tmp_path, "2022-01-01", [ANNA, BORIS]))
    after = version(tmp_path, "2022-02-01", [ANNA, CLARA])
    dry = replace(OPTIONS, dry_run=True)
    with Store(graph, patience_seconds=0.3) as other:
        with pytest.raises(Stopped), writing(store, "a long import") as write:
            row = {"id": "half", "title": "Half", "datasets": [], "known": []}
            write.add(Label.SOURCE, [row])
            before = everything(graph)
            found = one(other, after, dry)
            # Not an exception of the kind that is cleared up after: as if the process were gone.
            raise Stopped
        assert (found.counts.added, found.counts.retracted) == (3, 1)
        again = one(other, after, dry)
    assert again.counts == found.counts
    left = everything(graph)
    assert '"half"' in str(left)
    assert {name: rows for name, rows in left.items() if name != "Lease"} == {
        name: rows for name, rows in before.items() if name != "Lease"
    }
