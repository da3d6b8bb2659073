"""Which fixture to take.

The tests run on real engines, never on mocks of our own code. Whatever touches a database takes its engine as a
parameter and so runs twice: on the embedded ArcadeDB and on a real Neo4j (`tests.engines` says where that comes
from; without one the tests are skipped, with CI=true they fail).

- `engine`   an engine of the session, as something that gives databases. Rarely taken by itself.
- `graph`    an empty database with its migrations done, one for each test that takes it. For writing.
- `store`    a writer on `graph`.
- `seeded`   a database with the seed data, which modules share. For reading; whoever writes takes `graph`.
- `norland`  a made-up world, one for each module that takes it, whose tests may write into it.
- `asking`   makes an `Asker` for an address: `await asker("{ … }", variables)` gives the whole answer as a client
             gets it over HTTP (status, body), and `asker.trips` how many trips to the database it took.
- `ask`      an `Asker` on `seeded`.
- `client`   a client of the toy of `tests/toy.py`, which makes its `contexts`: GraphQL over HTTP, no database.
- `served_url`  the address of a whole service in a process of its own, as `retinue serve` starts it, with seed data.

What needs no database (dates, resolution, chains, files) takes none of these.
"""

import json
import urllib.request
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from itertools import count
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request as HTTPRequest

from schema.cache import Cache
from schema.query import schema
from schema.scope import MOST_MEMORIES, Request
from service.address import Address
from service.app import create_app
from service.database import Database
from service.embedded import Embedded
from service.serving import DIST, SEED
from service.settings import Settings
from service.sync.importing import Options, import_paths
from service.sync.migrating import migrate
from service.sync.store import Store
from tests.commands import serving
from tests.dumps import session_on
from tests.engines import empty, form_of, neo4j_or_skip, wipe
from tests.made_upstream import Upstream, upstream
from tests.toy import Contexts, application, client_of

ENGINES = ("arcadedb", "neo4j")
# A busy machine may plan a query for long: what is tested is the answer. Tests of the limits bring their own.
PATIENT = Settings(database_timeout=90.0, request_timeout=120.0)


class Engine:
    """Gives databases: of its own on ArcadeDB, the one that Neo4j Community has, emptied, on Neo4j."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._numbers = count(1)
        # The database with the seed data, and how much it held when it was made.
        self._seeded: tuple[Address, list[int]] | None = None
        # On Neo4j: the indexes and nodes of a database after its migrations, which take seconds.
        self._migrated: tuple[list[str], list[dict[str, Any]]] | None = None

    def seeded(self) -> Address:
        """A database with the seed data: the one made before, unless something has been done to it since."""
        if self._seeded:
            address, held = self._seeded
            if _held(address) == held:
                return address
            self.drop(address)
        address = self.migrated()
        with Store(address) as store:
            import_paths(store, [SEED], Options(dataset="seed-data"))
        self._seeded = address, _held(address)
        return address

    def migrated(self) -> Address:
        """A database with its migrations done, and nothing else in it."""
        if self._migrated and self._migrated[0] == form_of(self.address):
            empty(self.address)
            with session_on(self.address) as session:
                for node in self._migrated[1]:
                    session.run("CREATE (n:$($labels)) SET n = $values", node).consume()
            return self.address
        address = self.empty()
        with Store(address) as store:
            migrate(store)
        if address.fulltext_http is None:
            with session_on(address) as session:
                nodes = session.run("MATCH (n) RETURN labels(n) AS labels, properties(n) AS values").data()
            self._migrated = form_of(address), nodes
        return address

    def empty(self) -> Address:
        """A database with nothing in it."""
        if self.address.fulltext_http is None:
            wipe(self.address)
            return self.address
        name = f"test{next(self._numbers)}"
        self._command(f"create database {name}")
        return Address(self.address.uri, self.address.user, self.address.password, name, self.address.fulltext_http)

    def drop(self, address: Address) -> None:
        if address.fulltext_http is not None:
            self._command(f"drop database {address.database}")

    def _command(self, command: str) -> None:
        key = b64encode(f"{self.address.user}:{self.address.password}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310  # our own engine on loopback
            f"{self.address.fulltext_http}/api/v1/server",
            json.dumps({"command": command}).encode(),
            {"Authorization": f"Basic {key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30):  # noqa: S310
            pass


def _held(address: Address) -> list[int]:
    """The data version, and how many nodes and relationships a database has; empty where it is none of ours."""
    with session_on(address) as session:
        found = session.run(
            "MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() WITH nodes, count(r) AS ties "
            "MATCH (m:Meta {name: 'graph'}) RETURN [m.version, nodes, ties] AS found"
        ).single()
    return list(found["found"]) if found else []


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Engine]]:
    """The engines of the session, each started when it is first asked for."""
    started: dict[str, Engine] = {}
    with ExitStack() as stack:

        def start(name: str) -> Engine:
            if name not in started:
                if name == "neo4j":
                    started[name] = Engine(stack.enter_context(neo4j_or_skip()))
                else:
                    embedded = Embedded(tmp_path_factory.mktemp("arcadedb"), heap="1g")
                    stack.callback(embedded.close)
                    started[name] = Engine(embedded.open())
            return started[name]

        yield start


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, engines: Callable[[str], Engine]) -> Engine:
    return engines(request.param)


@pytest.fixture
def graph(engine: Engine) -> Iterator[Address]:
    address = engine.migrated()
    yield address
    engine.drop(address)


@pytest.fixture
def made() -> Iterator[Upstream]:
    """An upstream over HTTP on loopback, which answers as it is told."""
    with upstream() as made:
        yield made


@pytest.fixture
def store(graph: Address) -> Iterator[Store]:
    with Store(graph) as store:
        yield store


@pytest.fixture(scope="module")
def seeded(engine: Engine) -> Address:
    return engine.seeded()


@pytest.fixture(scope="module")
def norland(engine: Engine) -> Iterator[Address]:
    """A graph with the world of `tests/data/norland.yaml`."""
    from tests.made_up import made_up

    yield from made_up(engine, "norland.yaml")


class Asker:
    """A client of the whole web application, in this process."""

    def __init__(self, address: Address, settings: Settings) -> None:
        self.database = Database(address, timeout=settings.database_timeout)
        self.cache, self.memories = Cache(), Cache(MOST_MEMORIES)
        self.trips = 0
        self._requests: list[Request] = []
        self.app: Starlette = create_app(
            settings, schema, self._context, self.database.ready, DIST, database=self.database
        )
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, raise_app_exceptions=False), base_url="http://retinue.test"
        )

    async def _context(self, _: HTTPRequest) -> Request:
        made = Request(self.database, self.cache, self.memories)
        self._requests.append(made)
        return made

    async def post(self, query: str, variables: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """Status and body."""
        self._requests.clear()
        answer = await self.client.post("/graphql", json={"query": query, "variables": variables or {}})
        self.trips = sum(request.trips for request in self._requests)
        return answer.status_code, answer.json()

    async def __call__(self, query: str, variables: dict[str, Any] | None = None) -> Any:
        """The data of an answer that must be without errors."""
        _, body = await self.post(query, variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def error(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The first error of an answer that must have one."""
        _, body = await self.post(query, variables)
        error: dict[str, Any] = body["errors"][0]
        return error

    async def close(self) -> None:
        await self.client.aclose()
        await self.database.close()


@pytest.fixture
async def asking() -> AsyncIterator[Callable[[Address], Asker]]:
    made: list[Asker] = []

    def make(address: Address, settings: Settings | None = None) -> Asker:
        made.append(Asker(address, settings or PATIENT))
        return made[-1]

    yield make
    for asker in made:
        await asker.close()


@pytest.fixture
def ask(seeded: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(seeded)


@pytest.fixture
def contexts() -> Contexts:
    return Contexts()


@pytest.fixture
async def client(contexts: Contexts) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(application(contexts)) as client:
        yield client


@pytest.fixture(scope="session")
def served_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("served")) as service:
        yield service.url
        service.end()
