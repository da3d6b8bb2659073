"""Metrics: what is counted of requests, and that nothing of what was asked stands there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from service.app import create_app
from service.settings import Settings
from tests.toy import SCHEMA, ask, client_of


async def ready() -> None:
    """Always."""


class Tripping:
    """The context of an operation that took trips to the database."""

    trips = 4

    async def __call__(self, request: Request) -> Any:
        request.state.request = self
        return {"used": 1}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[AsyncClient]:
    async with client_of(create_app(Settings(), SCHEMA, Tripping(), ready, tmp_path)) as opened:
        yield opened


async def counted(client: AsyncClient) -> dict[tuple[str, ...], float]:
    """The values of all samples, by name and labels."""
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(answer.text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


async def test_requests_are_counted_by_kind_and_status(client: AsyncClient) -> None:
    await ask(client, "{ hello }")
    await ask(client, "{ hello }")
    await ask(client, "{ helo }")
    await client.get("/health/live")
    await client.get("/somewhere/else")
    found = await counted(client)
    for kind, status, count in (("graphql", "200", 2), ("graphql", "400", 1), ("health", "200", 1)):
        assert found["retinue_request_seconds_count", kind, status] == count
    assert found["retinue_request_seconds_count", "playground", "404"] == 1
    assert 0 < found["retinue_request_seconds_sum", "graphql", "200"] < 10


async def test_trips_are_counted_of_what_was_executed(client: AsyncClient) -> None:
    await ask(client, "{ hello }")
    await ask(client, "{ helo }")
    found = await counted(client)
    assert (found["retinue_trips_count",], found["retinue_trips_sum",]) == (1, Tripping.trips)
    assert (found["retinue_trips_bucket", "3.0"], found["retinue_trips_bucket", "5.0"]) == (0, 1)


async def test_nothing_that_was_asked_stands_there(client: AsyncClient) -> None:
    await client.get("/p/tulips", params={"query": "{ hello }"})
    text = (await client.get("/metrics")).text
    assert "tulips" not in text and "hello" not in text
    assert "process_resident_memory_bytes" in text
