"""Data versions: nothing is visible before all of it is, whatever happens on the way.

A process that dies is tried in two ways: in this process, by a store that stops at its n-th transaction and does
nothing from then on, for every n there is; and for real, by processes that are killed or stopped at some moment.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import neo4j
import pytest

from cypher import Query
from schema.scope import Request
from service.address import Address
from service.database import Database
from service.sync.importing import Options, import_paths
from service.sync.store import Label, Store
from service.sync.versions import Busy, writing
from tests.conftest import Asker
from tests.dumps import everything, session_on, standing
from tests.two_versions import FIRST, SECOND, written

T = TypeVar("T")

FIRST_DAY, SECOND_DAY = Options(day="2020-10-01"), Options(day="2020-12-01")


class Stopped(BaseException):
    """The process ends here."""


class Mortal(Store):
    """A store whose process stops at its n-th transaction: before it, or when it is done but nobody knows yet."""

    def __init__(self, address: Address, stop_at: int, *, done: bool) -> None:
        super().__init__(address, batch=5)
        self._left, self._done = stop_at, done

    def transact(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        self._left -= 1
        if self._left > 0:
            return super().transact(work)
        if self._left == 0 and self._done:
            super().transact(work)
        raise Stopped


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


def cleared(address: Address) -> None:
    """Begin to write and write nothing: what an interrupted write left is gone then."""
    expired(address)
    with Store(address) as store, writing(store, "nothing"):
        pass


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_an_import_stopped_at_any_transaction_leaves_nothing(first: Address, tmp_path: Path, done: bool) -> None:
    before = everything(first)
    file = written(tmp_path, SECOND)
    seen = standing(first)
    for stop_at in range(1, 1000):
        with Mortal(first, stop_at, done=done) as store:
            try:
                import_paths(store, [file], SECOND_DAY)
            except Stopped:
                pass
            else:
                break  # it came through: every transaction has been stopped at
        if standing(first) != seen:
            break  # the version was raised, and its writer died before it heard of it
        cleared(first)
        assert everything(first) == before, f"stopped at transaction {stop_at}"
    assert stop_at > 20
    # Whichever it was, what is there now is all of it, and another run changes nothing.
    whole = everything(first)
    expired(first)
    with Store(first) as store:
        outcome = import_paths(store, [file], Options(day="2020-12-01", correct=True))
    assert not outcome.anything
    assert everything(first) == whole
    assert standing(first) != seen


def test_a_rerun_after_any_stop_gives_the_graph_of_an_undisturbed_run(graph: Address, tmp_path: Path) -> None:
    files = [written(tmp_path, FIRST), written(tmp_path, SECOND, "village-2")]
    with Store(graph) as store:
        for file, options in zip(files, (FIRST_DAY, SECOND_DAY), strict=True):
            import_paths(store, [file], Options(dataset="village", day=options.day))
    undisturbed = standing(graph)
    with session_on(graph) as session:
        for label in (*Label, "Entity", "Source", "Dataset"):
            session.run(f"MATCH (n:{label}) DETACH DELETE n").consume()
    version = 2
    for file, options in zip(files, (FIRST_DAY, SECOND_DAY), strict=True):
        for stop_at in (12, 25, 31, 38):
            with Mortal(graph, stop_at, done=True) as store, pytest.raises(Stopped):
                import_paths(store, [file], Options(dataset="village", day=options.day))
            expired(graph)
        with Store(graph, batch=3) as store:
            assert import_paths(store, [file], Options(dataset="village", day=options.day)).version == version + 1
        version += 1
    assert standing(graph) == undisturbed


class Pinned:
    """A reader that keeps to a data version, as a request does that began when it was the present one."""

    def __init__(self, database: Database, version: int) -> None:
        self._database, self._version = database, version

    async def read(self, query: Query, parameters: dict[str, Any]) -> Any:
        return self._version if query.name == "read/version" else await self._database.read(query, parameters)


EVERYTHING = """{
  view(knownAt: "2020-11-01") {
    ties(first: 50) { nodes { id kind role standing certainty
      period { earliestStart latestStart earliestEnd latestEnd }
      claims(first: 9) { nodes { id retractedOn lastSeenOn } } } }
    people(first: 50) { nodes { id name remarks(first: 9) { nodes { id text } } } }
    sources(first: 50) { nodes { id publisher } }
    disputes(first: 50) { nodes { question positions { text } } }
  }
}"""


async def test_an_old_version_stays_answerable(
    first: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    asker = asking(first)
    with Store(first) as store:
        old = store.version
        before = await asker(EVERYTHING)
        import_paths(store, [written(tmp_path, SECOND)], SECOND_DAY)
        assert store.version == old + 1
    present = await asker(EVERYTHING)
    asker.database, plain = Pinned(asker.database, old), asker.database  # type: ignore[assignment]  # reads like one
    try:
        assert await asker(EVERYTHING) == before
    finally:
        asker.database = plain
    assert present != before


async def test_a_request_keeps_the_version_it_began_with(first: Address, tmp_path: Path) -> None:
    database = Database(first)
    try:
        begun = Request(database)
        old = await begun.version()
        with Store(first) as store:
            import_paths(store, [written(tmp_path, SECOND)], SECOND_DAY)
        assert await begun.version() == old
        assert await Request(database).version() == old + 1
    finally:
        await database.close()


def test_nothing_is_visible_until_the_version_is_raised(first: Address, tmp_path: Path) -> None:
    seen: list[bool] = []
    before = standing(first)
    with Store(first, batch=3) as store:
        import_paths(store, [written(tmp_path, SECOND)], SECOND_DAY, lambda *_: seen.append(standing(first) == before))
    assert len(seen) > 5
    assert all(seen)
    assert standing(first) != before


# -- one writer at a time ----------------------------------------------------------------------------------


def test_of_two_imports_at_once_one_waits(graph: Address, tmp_path: Path) -> None:
    files = [written(tmp_path, FIRST), written(tmp_path, SECOND, "hamlet")]
    versions: list[int] = []

    def run(file: Path) -> None:
        with Store(graph, batch=2) as store:
            versions.append(import_paths(store, [file], Options()).version)

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
        write.rows("write/rows", [write.new(row)], choices={"label": Label.SOURCE})
        print("written", flush=True)
        sys.stdin.readline()
        write.rows("write/rows", [write.new(row | {"id": "later"})], choices={"label": Label.SOURCE})
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
    with Store(first, patience_seconds=10) as store:
        began = time.monotonic()
        import_paths(store, [written(tmp_path, SECOND)], SECOND_DAY)
    assert time.monotonic() - began < 10
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
