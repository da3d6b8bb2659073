"""The reading side of a database: what it knows of what was written."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from neo4j import GraphDatabase

from cypher import query
from schema.errors import DatabaseUnavailable
from service.database import Database
from service.opening import opened
from service.serving import application
from service.settings import Settings
from service.sync.store import Store
from tests.commands import database_variables, serving
from tests.conftest import Engine
from tests.made_proxy import way_to

# A place in the history of no database.
NOWHERE = "no bookmark of this database"


@pytest.fixture(scope="module")
def neo4j_engine(engines: Callable[[str], Engine]) -> Engine:
    """For what only a Neo4j does: ArcadeDB has no cluster."""
    return engines("neo4j")


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
