"""One writer at a time: who waits, who is told, and what becomes of a writer that died or was too slow."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import neo4j
import pytest

from service.address import Address
from service.sync.importing import Options, import_paths
from service.sync.store import Store
from service.sync.versions import Busy, writing
from tests.dumps import everything, session_on
from tests.two_versions import FIRST, SECOND, written

T = TypeVar("T")

FIRST_DAY, SECOND_DAY = Options(day="2020-10-01"), Options(day="2020-12-01")


@pytest.fixture
def first(graph: Address, tmp_path: Path) -> Address:
    """A graph with the first version of the dataset."""
    with Store(graph) as store:
        import_paths(store, [written(tmp_path, FIRST)], FIRST_DAY)
    return graph


def expired(address: Address) -> None:
    """The lease of a writer that died, as it is after a while."""
    with session_on(address) as session:
        session.run("MATCH (l:Lease) SET l.expires = 0").consume()


def test_of_two_imports_at_once_one_waits(graph: Address, tmp_path: Path) -> None:
    files = [written(tmp_path, FIRST), written(tmp_path, SECOND, "hamlet")]
    versions: list[int] = []

    def run(file: Path) -> None:
        with Store(graph, batch=2) as store:
            versions.append(import_paths(store, [file], Options(dataset="village")).version)

    threads = [threading.Thread(target=run, args=(file,)) for file in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(versions) == [1, 2]


def test_a_writer_that_does_not_finish_is_told_by_name(graph: Address) -> None:
    with (
        Store(graph) as one,
        Store(graph, patience_seconds=0.3) as other,
        writing(one, "a long import"),
        pytest.raises(Busy, match=rf"a long import \(process {os.getpid()} on .*\) is writing"),
        writing(other, "another"),
    ):
        pass


def test_a_lease_is_kept_while_nothing_is_written(graph: Address) -> None:
    with (
        Store(graph, lease_seconds=0.6) as one,
        Store(graph, patience_seconds=2.0) as other,
        writing(one, "one that thinks for long"),
        pytest.raises(Busy),
        writing(other, "another"),
    ):
        pass


WRITER = """
import os, sys
from schema.errors import RetinueError
from service.address import Address
from service.sync.store import Label, Store
from service.sync.versions import writing

uri, user, password, database = sys.argv[1:]
row = {"id": "slow", "title": "Slow", "datasets": [], "known": []}
try:
    address = Address(uri, user, password, database)
    with Store(address, lease_seconds=1.0) as store, writing(store, "a sleeper") as write:
        write.add(Label.SOURCE, [row])
        print("written", flush=True)
        sys.stdin.readline()
        write.add(Label.SOURCE, [row | {"id": "later"}])
        write.keep()
    print("kept")
except RetinueError as error:
    print(error)
"""


@pytest.fixture
def sleeper(graph: Address) -> Iterator["subprocess.Popen[str]"]:
    """A process that writes, has written one row, and waits for a line before it writes another."""
    where = [graph.uri, graph.user, graph.password, graph.database]
    with subprocess.Popen(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", WRITER, *where], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parent.parent,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        yield process
        process.kill()


def test_the_lease_of_a_dead_writer_expires(first: Address, sleeper: "subprocess.Popen[str]", tmp_path: Path) -> None:
    sleeper.kill()
    sleeper.wait()
    stages: list[str] = []
    with Store(first, patience_seconds=10) as store:
        began = time.monotonic()
        import_paths(store, [written(tmp_path, SECOND)], SECOND_DAY, lambda stage, _done, _of: stages.append(stage))
    assert time.monotonic() - began < 10
    assert stages[0].startswith("waiting for a sleeper (process ")
    assert '"slow"' not in str(everything(first))


def test_a_writer_that_lost_its_turn_can_write_nothing_more(
    first: Address, sleeper: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    """It is stopped, taken for dead, and woken while its successor is writing the very same version."""
    sleeper.send_signal(signal.SIGSTOP)
    with Store(first, patience_seconds=10, batch=3) as store:
        said = ""

        def wake(stage: str, done: int, _of: int | None) -> None:
            nonlocal said
            if not said and stage == "deriving ties" and done:
                sleeper.send_signal(signal.SIGCONT)
                said, _ = sleeper.communicate("go on\n", timeout=30)

        import_paths(store, [written(tmp_path, SECOND)], SECOND_DAY, wake)
    assert said.startswith("this write lost its turn"), said
    after = everything(first)
    assert not [row for rows in after.values() for row in rows if '"slow"' in row or '"later"' in row]
    with Store(first) as store:
        outcome = import_paths(store, [tmp_path / "village.jsonl"], Options(day="2020-12-01", correct=True))
    assert not outcome.anything
    assert everything(first) == after


def test_a_version_that_was_raised_is_never_cleared(first: Address, tmp_path: Path) -> None:
    """The answer to raising it is lost: the writer believes that it failed."""

    class Deaf(Store):
        def transact(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
            version = self.ask_version()
            answer = super().transact(work)
            if self.ask_version() > version:
                raise ConnectionError("the answer was lost")
            return answer

        def ask_version(self) -> int:
            with session_on(first) as session:
                found: int = session.run("MATCH (m:Meta) RETURN m.version AS v").single(strict=True)["v"]
                return found

    with Deaf(first) as store, pytest.raises(ConnectionError):
        import_paths(store, [written(tmp_path, SECOND)], SECOND_DAY)
    after = everything(first)
    with Store(first) as store:
        assert import_paths(store, [tmp_path / "village.jsonl"], SECOND_DAY).skipped
    assert everything(first) == after
