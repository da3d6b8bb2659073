"""The reading side of a database: what it knows of what was written, where it reads, and when it gives up."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import ClientError

from cypher import Query, QueryError, query
from schema.errors import DatabaseUnavailable, TimedOut, TooBroad
from service.address import Address
from service.database import Database
from service.embedded import Embedded
from service.opening import opened
from service.serving import application
from service.settings import Settings
from service.sync.store import Store
from tests.commands import database_variables, serving
from tests.conftest import Engine
from tests.made_proxy import way_to

# A place in the history of no database.
NOWHERE = "no bookmark of this database"
# Some seconds of counting.
LONG = Query(
    "test/long",
    "",
    "UNWIND range(1, 3000) AS a UNWIND range(1, 3000) AS b WITH a * b AS c WHERE c % 3 = 5 RETURN count(c) AS answer",
)
WRITING = Query("test/writing", "", "CREATE (n:Written) RETURN 1 AS answer")


@pytest.fixture(scope="module")
def neo4j_engine(engines: Callable[[str], Engine]) -> Engine:
    """For what only a Neo4j does: ArcadeDB has no cluster."""
    return engines("neo4j")


async def test_a_query_that_takes_too_long_is_given_up_in_time(graph: Address) -> None:
    database = Database(graph, timeout=0.2)
    began = time.monotonic()
    with pytest.raises(TimedOut, match="longer than a query may take") as told:
        await database.read(LONG, {})
    assert time.monotonic() - began < 1
    assert told.value.suggestion
    await database.close()


async def test_a_query_that_takes_too_much_memory_is_told_as_such(tmp_path: Path) -> None:
    embedded = Embedded(tmp_path, heap="256m")
    try:
        database = Database(embedded.open())
        asked = Query(
            "sorts",
            "",
            "UNWIND range(1, 1500000) AS i WITH i, [i, -i, 'x' + i] AS row ORDER BY -i RETURN count(row) AS answer",
        )
        with pytest.raises(TooBroad, match="more memory") as told:
            await database.read(asked, {})
        assert "RETINUE_HEAP" in (told.value.suggestion or "")
        await database.ready()
        await database.close()
    finally:
        embedded.close()


async def test_a_parameter_that_is_missing_or_not_used_is_told_before_anything_is_asked() -> None:
    database = Database(Address("bolt://127.0.0.1:1", "nobody", "", ""))
    with pytest.raises(QueryError, match="read/permalink: missing parameters: id; unused: ids"):
        await database.read(query("read/permalink"), {"ids": []})
    await database.close()


async def test_over_routing_both_sides_answer(neo4j_engine: Engine) -> None:
    """As with a cluster: a single server names itself for all that is asked of one."""
    graph = neo4j_engine.migrated()
    routed = replace(graph, uri=re.sub("^bolt", "neo4j", graph.uri))
    assert routed.uri.startswith("neo4j")
    with Store(routed) as store:
        assert store.version == 0
        store.ask("write/lease_made", name="a test")
    database = Database(routed)
    assert (await database.read(query("read/version"), {}))[0] == 0
    assert await database.write(WRITING, {}) == 1
    await database.close()


async def test_reading_may_not_write(neo4j_engine: Engine) -> None:
    """By this a cluster knows which of its servers to ask. ArcadeDB does not look at it."""
    database = Database(neo4j_engine.migrated())
    with pytest.raises(ClientError) as told:
        await database.read(WRITING, {})
    assert told.value.code == "Neo.ClientError.Statement.AccessMode"
    assert await database.write(WRITING, {}) == 1
    await database.close()


async def test_what_was_written_reaches_the_readers_of_a_cluster(neo4j_engine: Engine) -> None:
    graph = neo4j_engine.migrated()
    written = GraphDatabase.bookmark_manager()
    with Store(graph, bookmarks=written) as store:
        store.ask("write/lease_made", name="a test")
    assert written.get_bookmarks()
    database = Database(graph, bookmarks=written.get_bookmarks())
    assert (await database.read(query("read/version"), {}))[0] == 0
    await database.close()
    database = Database(graph, bookmarks=[NOWHERE])
    with pytest.raises(DatabaseUnavailable) as told:
        await database.read(query("read/version"), {})
    assert "Bookmark" in getattr(told.value.__cause__, "code", "")
    await database.close()


async def test_an_application_reads_no_earlier_than_its_bookmarks(neo4j_engine: Engine) -> None:
    graph = neo4j_engine.migrated()
    for bookmarks, status in (([], 200), ([NOWHERE], 503)):
        app = application(Settings(), graph, bookmarks=bookmarks)
        async with app.router.lifespan_context(app):
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://retinue.test")
            assert (await client.get("/health/ready")).status_code == status


def test_migrations_tell_up_to_where_they_wrote(neo4j_engine: Engine) -> None:
    graph = neo4j_engine.empty()
    written = GraphDatabase.bookmark_manager()
    settings = Settings(
        neo4j_uri=graph.uri, neo4j_user=graph.user, neo4j_password=graph.password, neo4j_database=graph.database
    )
    with opened(settings, bookmarks=written):
        assert written.get_bookmarks()


def test_the_first_reading_of_a_service_names_what_it_wrote_at_its_start(neo4j_engine: Engine, tmp_path: Path) -> None:
    graph = neo4j_engine.migrated()
    with way_to(graph, 10**9) as way, serving(tmp_path, "--no-seed", **database_variables(way.address)) as service:
        # As PackStream writes it: "mode" is "r", "db" is the name, and "bookmarks" a list of one text or more.
        first_read = re.search(rb"\x84mode\x81r\x82db.{6}(.{11})", bytes(way.heard), re.DOTALL)
        assert first_read and re.fullmatch(rb"\x89bookmarks[\x91-\x9f]", first_read[1])
        assert service.end() == 0
