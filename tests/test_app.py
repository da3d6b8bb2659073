"""The whole application over the toy schema: its routes, and what it says where there is none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from schema.errors import DatabaseUnavailable
from service.app import READY_TIMEOUT, create_app
from service.settings import Settings
from tests.toy import SCHEMA, SECRET, Contexts, ask, client_of, code


class Database:
    """What `ready` asks."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.hangs = False

    async def ready(self) -> None:
        if self.hangs:
            await asyncio.Event().wait()
        if self.error:
            raise self.error


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
async def client(database: Database, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(create_app(Settings(), SCHEMA, Contexts(), database.ready, tmp_path)) as client:
        yield client


async def test_pages_of_origins_in_the_settings_may_ask(database: Database, tmp_path: Path) -> None:
    settings = Settings(origins=("https://desk.example.org",))
    async with client_of(create_app(settings, SCHEMA, Contexts(), database.ready, tmp_path)) as client:
        asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        for origin, status in (("https://desk.example.org", 200), ("https://evil.example.org", 400)):
            first = await client.options("/graphql", headers={"Origin": origin, **asking})
            answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"Origin": origin})
            allowed = origin if status == 200 else None
            assert first.status_code == status
            assert first.headers.get("access-control-allow-origin") == allowed
            assert answer.headers.get("access-control-allow-origin") == allowed
            assert "Origin" in answer.headers["vary"]
            assert "access-control-allow-credentials" not in answer.headers


async def test_graphql_answers_with_its_headers(client: httpx.AsyncClient) -> None:
    answer = await ask(client, "{ hello }")
    assert answer.json() == {"data": {"hello": "Hello, world"}}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"]
    assert "access-control-allow-origin" not in answer.headers


async def test_the_playground_is_at_the_root(client: httpx.AsyncClient) -> None:
    answer = await client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


async def test_no_page_of_another_origin_may_read(client: httpx.AsyncClient) -> None:
    asked_first = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
    answer = await client.options("/graphql", headers=asked_first)
    assert answer.status_code == 405
    assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_alive_whatever_the_database_does(client: httpx.AsyncClient, database: Database) -> None:
    database.error = DatabaseUnavailable("The database does not answer.")
    answer = await client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


async def test_ready_as_long_as_the_database_is(client: httpx.AsyncClient, database: Database) -> None:
    assert (await client.get("/health/ready")).json() == {"status": "ready"}
    database.error = DatabaseUnavailable("Nothing answers at the database's address.")
    answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "code": "DATABASE_UNAVAILABLE",
        "message": "Nothing answers at the database's address.",
    }
    database.error = None
    assert (await client.get("/health/ready")).status_code == 200


async def test_readiness_tells_nothing_of_unexpected_errors(client: httpx.AsyncClient, database: Database) -> None:
    database.error = RuntimeError(SECRET)
    answer = await client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["message"] == "The database does not answer."


async def test_a_database_that_hangs_is_given_up_soon(client: httpx.AsyncClient, database: Database) -> None:
    database.hangs = True
    began = asyncio.get_running_loop().time()
    answer = await client.get("/health/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_UNAVAILABLE")
    assert READY_TIMEOUT <= asyncio.get_running_loop().time() - began < 2


@pytest.mark.parametrize(
    ("method", "path", "status", "expected"),
    [
        ("GET", "/nothing", 404, "NOT_FOUND"),
        ("GET", "/assets/nothing.js", 404, "NOT_FOUND"),
        ("GET", "/health", 404, "NOT_FOUND"),
        ("POST", "/", 405, "BAD_INPUT"),
        ("DELETE", "/health/live", 405, "BAD_INPUT"),
        ("PUT", "/graphql", 405, "BAD_INPUT"),
    ],
)
async def test_what_is_not_there(client: httpx.AsyncClient, method: str, path: str, status: int, expected: str) -> None:
    answer = await client.request(method, path)
    assert (answer.status_code, code(answer)) == (status, expected)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["x-request-id"]
    assert ("allow" in answer.headers) == (status == 405)


async def test_the_settings_reach_the_endpoint(database: Database, tmp_path: Path) -> None:
    settings = Settings(body_limit=1024, max_depth_of_query=2, max_aliases=1, max_tokens=100, request_timeout=0.1)
    client = client_of(create_app(settings, SCHEMA, Contexts(), database.ready, tmp_path))
    assert (await ask(client, "{ hello }", x="x" * 1024)).status_code == 413
    assert code(await ask(client, "{ person { patron { name } } }")) == "TOO_LARGE"
    assert code(await ask(client, "{ a: hello b: hello }")) == "TOO_LARGE"
    assert code(await ask(client, "{" + "hello " * 100 + "}")) == "TOO_LARGE"
    assert code(await ask(client, "{ sleep(seconds: 10) }")) == "TIMEOUT"


async def test_the_lifespan_is_run(database: Database, tmp_path: Path) -> None:
    passed: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        passed.append("began")
        yield
        passed.append("ended")

    app = create_app(Settings(), SCHEMA, Contexts(), database.ready, tmp_path, lifespan)
    async with app.router.lifespan_context(app):
        assert passed == ["began"]
    assert passed == ["began", "ended"]
