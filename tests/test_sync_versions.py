"""Data versions: nothing is visible before all of it is, whatever happens on the way.

A process that dies is tried in two ways: in this process, by a store that stops at its n-th transaction and does
nothing from then on, for every n there is; and for real, by processes that are killed or stopped at some moment.
"""

from collections.abc import Callable
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
from service.sync.versions import writing
from tests.conftest import Asker
from tests.dumps import everything, session_on, standing
from tests.two_versions import FIRST, SECOND, written

T = TypeVar("T")

FIRST_DAY, SECOND_DAY = Options(day="2020-10-01"), Options(day="2020-12-01")


class Stopped(BaseException):
    """The process ends here."""


class Mortal(Store):
    """A store whose process ends when its n-th transaction is done but nobody has heard of it yet."""

    def __init__(self, address: Address, stop_at: int) -> None:
        super().__init__(address, batch=5)
        self._left = stop_at

    def transact(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        self._left -= 1
        if self._left > 0:
            return super().transact(work)
        if self._left == 0:
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
        # Again where what the dead one left running has the lease in its hands.
        session.execute_write(lambda tx: tx.run("MATCH (l:Lease) SET l.expires = 0").consume())


def cleared(address: Address) -> None:
    """Begin to write and write nothing: what an interrupted write left is gone then."""
    expired(address)
    with Store(address) as store, writing(store, "nothing"):
        pass


def test_an_import_stopped_at_any_transaction_leaves_nothing(first: Address, tmp_path: Path) -> None:
    before = everything(first)
    file = written(tmp_path, SECOND)
    seen = standing(first)
    for stop_at in range(1, 1000):
        with Mortal(first, stop_at) as store:
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
            with Mortal(graph, stop_at) as store, pytest.raises(Stopped):
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
        return [self._version, 0] if query.name == "read/version" else await self._database.read(query, parameters)


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
