"""Exports over HTTP: headers, HEAD, errors before the first byte, one data version throughout."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cypher import Query
from schema.errors import DatabaseUnavailable
from service.address import Address
from service.exports.formats import FORMATS
from service.settings import Settings
from tests.conftest import Asker, Engine
from tests.exports import exports_world, fetched
from tests.made_up import claim, entity, source, tie, told

MEDIA_TYPES = {
    "claims.jsonl": "application/jsonl",
    "claims.yaml": "application/yaml",
    "entities.csv": "text/csv",
    "ties.csv": "text/csv",
    "graph.gexf": "application/gexf+xml",
    "graph.graphml": "application/graphml+xml",
    "entities.ftm.json": "application/json+ftm",
    "popolo.json": "application/json",
    "sources.bib": "application/x-bibtex",
    "sources.csl.json": "application/vnd.citationstyles.csl+json",
}


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[Address]:
    yield from exports_world(engine)


@pytest.fixture
def ask(world: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(world)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["extensions"]["code"]


@pytest.mark.parametrize("name", FORMATS)
async def test_each_says_what_it_is(ask: Asker, name: str) -> None:
    answer = await ask.client.get(f"/export/{name}")
    assert answer.status_code == 200
    assert answer.content
    assert answer.headers["content-type"].split(";")[0] == MEDIA_TYPES[name]
    assert "charset=utf-8" in answer.headers["content-type"]
    version = answer.headers["retinue-data-version"]
    assert answer.headers["content-disposition"] == f'attachment; filename="retinue-v{version}-{name}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-length" not in answer.headers, "it is streamed"

    head = await ask.client.head(f"/export/{name}")
    assert head.status_code == 200
    assert head.content == b""
    kept = ("content-type", "content-disposition", "retinue-data-version")
    assert [head.headers[each] for each in kept] == [answer.headers[each] for each in kept]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/export/ties.xlsx", 404),
        ("/export/ties.csv?about=nobody", 404),
        ("/export/ties.csv?asOf=2022", 400),
        ("/export/ties.csv?depth=1", 400),
        ("/export/ties.csv?colour=red", 400),
        ("/export/ties.csv?dataVersion=99", 400),
    ],
)
async def test_what_is_wrong_is_told_before_the_first_byte(ask: Asker, method: str, path: str, status: int) -> None:
    answer = await ask.client.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert "content-disposition" not in answer.headers
    if method == "GET":
        assert refusal(answer) == (status, "NOT_FOUND" if status == 404 else "BAD_INPUT")
        assert answer.json()["errors"][0]["extensions"]["suggestion"]


async def test_an_entity_that_is_not_there_is_told_with_the_nearest(ask: Asker) -> None:
    answer = await ask.client.get("/export/claims.jsonl?about=ministri")
    (error,) = answer.json()["errors"]
    assert error["message"] == "about: there is no entity “ministri”"
    assert error["extensions"]["nearest"] == ["ministry"]


async def test_nothing_is_written_by_an_export(ask: Asker) -> None:
    answer = await ask.client.post("/export/ties.csv")
    assert refusal(answer) == (405, "BAD_INPUT")


async def test_a_database_that_is_away_is_told(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> Any:
        raise DatabaseUnavailable("the database does not answer")

    monkeypatch.setattr(ask.database, "read", away)
    assert refusal(await ask.client.get("/export/ties.csv")) == (503, "DATABASE_UNAVAILABLE")


async def test_one_that_goes_away_breaks_the_answer_off(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader must not take the part that came for the whole: the connection ends without the last chunk."""
    read, asked = ask.database.read, []

    async def failing(query: Query, parameters: dict[str, Any]) -> Any:
        asked.append(query.name)
        if query.name == "read/ties_page":
            raise DatabaseUnavailable("the database does not answer")
        return await read(query, parameters)

    monkeypatch.setattr(ask.database, "read", failing)
    transport = httpx.ASGITransport(ask.app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://retinue.test") as client:
        with pytest.raises(DatabaseUnavailable):
            await client.get("/export/ties.csv")
    assert "read/ties_page" in asked


async def test_a_slow_start_is_given_up(
    world: Address, asking: Callable[..., Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = asking(world, Settings(request_timeout=0.2))

    async def never(*_: Any) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(asker.database, "read", never)
    assert refusal(await asker.client.get("/export/ties.csv")) == (504, "TIMEOUT")


async def test_a_reader_that_goes_away_ends_the_reading(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = asyncio.Event()

    async def endless(_: object) -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x"
                await asyncio.sleep(0)
        finally:
            ended.set()

    monkeypatch.setitem(FORMATS, "ties.csv", FORMATS["ties.csv"]._replace(write=endless))
    pieces, enough = 0, asyncio.Event()

    async def receive() -> dict[str, Any]:
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        nonlocal pieces
        pieces += bool(message.get("body"))
        if pieces == 3:
            enough.set()

    scope = {
        "type": "http", "method": "GET", "path": "/export/ties.csv", "raw_path": b"/export/ties.csv",
        "query_string": b"", "headers": [], "http_version": "1.1", "scheme": "http", "root_path": "",
        "server": ("retinue.test", 80), "client": ("test", 1), "asgi": {"version": "3.0", "spec_version": "2.3"},
    }  # fmt: skip
    async with asyncio.timeout(10):
        await ask.app(scope, receive, send)  # type: ignore[arg-type]
    assert ended.is_set()


async def test_one_data_version_throughout(
    world: Address, ask: Asker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is imported while an export is read is not in it, and an earlier version can be asked for by its number."""
    before = {name: await fetched(ask, name) for name in FORMATS if name != "graph.gexf"}
    version = int((await ask.client.head("/export/ties.csv")).headers["retinue-data-version"])
    read = ask.database.read
    records = [
        source("late", "1999-01-01"), entity("newcomer"),
        entity("ministry", "INSTITUTION", names=[{"text": "Renamed"}]),
        claim(tie("HOLDS_POST", "newcomer", "ministry"), "late", start="1998"),
    ]  # fmt: skip
    imported = False

    async def importing_meanwhile(query: Query, parameters: dict[str, Any]) -> Any:
        nonlocal imported
        answer = await read(query, parameters)
        if query.name == "read/version" and not imported:
            imported = True
            await asyncio.to_thread(told, world, tmp_path, records, "late")
        return answer

    monkeypatch.setattr(ask.database, "read", importing_meanwhile)
    assert await fetched(ask, "ties.csv") == before["ties.csv"]
    assert imported
    monkeypatch.undo()
    assert await fetched(ask, "ties.csv") != before["ties.csv"]
    for name, content in before.items():
        assert await fetched(ask, name, dataVersion=version) == content
