"""The store: migrations that can be repeated, run at once and interrupted, and rows fetched some at a time."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import neo4j
import pytest

from cypher import Query
from cypher.conditions import asked
from schema.errors import DatabaseUnavailable, TimedOut
from schema.kind_keys import kind_key
from service.address import Address
from service.embedded import Embedded
from service.sync.migrating import migrate
from service.sync.store import CONNECTIONS, Label, Store, batches
from service.sync.versions import Lease, writing
from tests.conftest import Engine
from tests.dumps import everything, session_on
from tests.made_up import entity, told


@pytest.fixture
def blank(engine: Engine) -> Iterator[Address]:
    """A database in which nothing has been done."""
    address = engine.empty()
    yield address
    engine.drop(address)


def schema(address: Address) -> list[str]:
    """The names of all indexes and constraints."""
    with session_on(address) as session:
        indexes = session.run("SHOW INDEXES").data()
        constraints = session.run("SHOW CONSTRAINTS").data()
    return sorted(str(row["name"]) for row in [*indexes, *constraints])


def noted(address: Address) -> tuple[int, list[str]]:
    with session_on(address) as session:
        found = session.run("MATCH (m:Meta) RETURN collect([m.version, m.done]) AS found").single(strict=True)["found"]
    [(version, done)] = found
    return version, done


def test_migrations_are_done_once(blank: Address) -> None:
    with Store(blank) as store:
        done = migrate(store)
        assert noted(blank) == (0, done)
        before = schema(blank)
        assert migrate(store) == []
    assert len(done) == len(set(done)) > 2
    assert (schema(blank), noted(blank)) == (before, (0, done))


def test_a_list_of_a_kind_passes_over_what_a_sync_has_not_made_visible(graph: Address) -> None:
    found = asked("read/entities_page")
    of_kind = {"kind": "PERSON", "kind_key": kind_key("PERSON", 1)}
    with session_on(graph) as session:
        plan = session.run(f"EXPLAIN {found.text}", {**dict.fromkeys(found.parameters), **of_kind}).consume().plan
    assert any(told in str(plan) for told in ("NodeIndexRangeScan(x:EntityRecord)", "x:EntityRecord(kind_key)"))


# What Neo4j believes of the index by which entities are looked up: how many there are.
BELIEVED = (
    "CALL db.stats.retrieve('GRAPH COUNTS') YIELD data UNWIND data.indexes AS found "
    "WITH found WHERE found.labels = ['Entity'] AND found.properties = ['id'] RETURN found.totalSize"
)


def test_queries_are_planned_by_what_is_there_once_it_is_visible(
    engines: Callable[[str], Engine], tmp_path: Path
) -> None:
    graph = engines("neo4j").migrated()
    found = asked("read/entity_ties")
    with session_on(graph) as session:
        told(graph, tmp_path, [entity(f"e-{number}") for number in range(200)])
        assert session.run(BELIEVED).single(strict=True)[0] == 200
        plan = session.run(f"EXPLAIN {found.text}", dict.fromkeys(found.parameters)).consume().plan
    assert "NodeUniqueIndexSeek" in str(plan)


def test_what_is_written_stands_where_the_database_plans_nothing_anew(
    engines: Callable[[str], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a user of Neo4j Enterprise who may not ask for it."""
    with Store(engines("neo4j").migrated()) as store:
        monkeypatch.setattr("service.sync.store.query", lambda _: Query("", "", "CALL db.thereIsNone()"))
        store.replan()


def test_indexes_that_take_long_to_be_filled_are_waited_for(blank: Address) -> None:
    if blank.fulltext_http is not None:
        pytest.skip("ArcadeDB fills an index before it answers")
    with Store(blank) as store, session_on(blank) as session:
        session.run(
            "UNWIND range(1, 100000) AS i CALL (i) { CREATE (:X {text: 'word' + i}) } IN TRANSACTIONS OF 20000 ROWS"
        ).consume()
        store.change_schema("CREATE FULLTEXT INDEX long IF NOT EXISTS FOR (n:X) ON EACH [n.text]")
        store.change_schema("CALL db.awaitIndexes(0)")
        states = session.run("SHOW INDEXES YIELD name, state WHERE name = 'long' RETURN state").value()
    assert states == ["ONLINE"]


def test_migrations_may_be_run_at_once(blank: Address) -> None:
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with Store(blank) as store:
                migrate(store)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    with Store(blank) as store:
        assert migrate(store) == []
        with session_on(blank) as session:
            assert session.run("MATCH (n) RETURN count(n) AS n").single(strict=True)["n"] == 2  # Meta and Lease
    if blank.fulltext_http is not None:
        # Neo4j may keep one index twice, under one name, when several ask for it at once: of no consequence.
        assert len(schema(blank)) == len(set(schema(blank)))


class Stopped(BaseException):
    """The process ends here."""


class Mortal(Store):
    """A store whose process ends at its n-th statement on constraints and indexes."""

    def __init__(self, address: Address, stop_at: int) -> None:
        super().__init__(address)
        self._left = stop_at

    def change_schema(self, statement: str) -> None:
        self._left -= 1
        if self._left == 0:
            raise Stopped
        super().change_schema(statement)


def test_migrations_that_were_interrupted_are_finished(blank: Address) -> None:
    for stop_at in (1, 2, 10, 20, 30):
        with Mortal(blank, stop_at) as store, pytest.raises(Stopped):
            migrate(store)
    with Store(blank) as store:
        migrate(store)
        whole = schema(blank)
        assert migrate(store) == []
        with session_on(blank) as session:
            session.run("MATCH (n) DETACH DELETE n").consume()
        # Even where nobody remembers that they were done.
        migrate(store)
    assert schema(blank) == whole


def test_the_records_of_an_earlier_form_get_the_keys_of_their_kinds(graph: Address) -> None:
    """Those of every version, and those that readers see of entities that are one."""
    with Store(graph) as store:
        for _ in range(2):
            with writing(store, "a test") as write:
                write.close(Label.ENTITY, ["ann"])
                write.add(Label.ENTITY, [{"id": "ann", "kind": "PERSON"}, {"id": "b", "kind": "CLAN", "members": [""]}])
                write.keep()
        before = everything(graph)
        with session_on(graph) as session:
            session.run("MATCH (x:EntityRecord) REMOVE x.kind_key").consume()
            session.run("MATCH (m:Meta) SET m.done = [name IN m.done WHERE name <> '012_kind_keys']").consume()
        assert everything(graph) != before
        assert migrate(store) == ["012_kind_keys"]
    # Which migrations were done is kept in the order in which they were.
    assert everything(graph) | {"Meta": []} == before | {"Meta": []}


def test_rows_are_fetched_some_at_a_time(graph: Address) -> None:
    with Store(graph, batch=7) as store:
        with writing(store, "a test") as write:
            ids = [f"source-{n:02d}" for n in range(20)]
            assert write.add(Label.SOURCE, ({"id": each, "datasets": [], "known": []} for each in ids)) == 20
            write.keep()
        assert store.every_id(Label.SOURCE, 1) == ids
        assert store.every_id(Label.SOURCE, 0) == []
        assert [row["id"] for row in store.rows_by_id(Label.SOURCE, [*ids, "nobody"], 1)] == ids


def test_a_database_that_is_away_is_told() -> None:
    with (
        Store(Address("bolt://127.0.0.1:1", "neo4j", "x", "neo4j"), retry_seconds=0.1) as store,
        pytest.raises(DatabaseUnavailable),
    ):
        store.ask("read/version")


# What no database can count within a test.
ENDLESS = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a * b AS c WHERE c % 3 = 5 RETURN count(c)"


def too_long(address: Address) -> None:
    """A transaction that takes too long for a store with a short limit, and what is told of it."""

    def work(tx: neo4j.ManagedTransaction) -> None:
        tx.run("CREATE (:Undone)").consume()
        tx.run(ENDLESS).consume()

    with Store(address, transaction_seconds=0.5) as store:
        began = time.monotonic()
        with pytest.raises(TimedOut, match="longer than a transaction may take") as told:
            store.transact(work)
        assert time.monotonic() - began < 20
        assert told.value.suggestion
        # And it goes on.
        assert (
            store.transact(lambda tx: tx.run("MATCH (n:Undone) RETURN count(n) AS found").single(strict=True)[0]) == 0
        )


def test_a_transaction_that_takes_too_long_is_undone_and_told(engines: Callable[[str], Engine]) -> None:
    too_long(engines("neo4j").migrated())


def test_on_the_embedded_database_the_engines_own_limit_is_told_alike(tmp_path: Path) -> None:
    embedded = Embedded(tmp_path, heap="256m", command_timeout_seconds=1)
    try:
        too_long(embedded.open())
    finally:
        embedded.close()


def test_a_transaction_that_waits_for_anothers_lock_is_told_too(engines: Callable[[str], Engine]) -> None:
    graph = engines("neo4j").migrated()
    with session_on(graph) as session, session.begin_transaction() as holding:
        holding.run("MATCH (l:Lease) SET l.held = true").consume()
        with Store(graph, transaction_seconds=0.5, retry_seconds=0.1) as store, pytest.raises(TimedOut):
            Lease(store, "one that waits").take(patience_seconds=0)


def test_a_writer_with_all_its_connections_in_use_says_so(graph: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.sync.store.CONNECTION_SECONDS", 0.2)
    with Store(graph, retry_seconds=0.1) as store, ExitStack() as stack:
        for _ in range(CONNECTIONS):
            stack.enter_context(stack.enter_context(store.session()).begin_transaction())
        with pytest.raises(DatabaseUnavailable):
            store.ask("read/version")


def test_batches() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []
