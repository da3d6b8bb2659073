"""The same queries by the driver alone: one after another, each in a managed read transaction as the service has it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import neo4j
import orjson
from starlette.requests import Request as HTTPRequest

from bench.served import HEADERS
from cypher import Query
from schema.query import schema
from schema.scope import Request
from service.address import Address
from service.app import create_app
from service.database import Database
from service.serving import DIST
from service.settings import Settings


@dataclass(frozen=True)
class Trip:
    """One query with its parameters."""

    text: str
    parameters: dict[str, Any]


@dataclass
class Recorder:
    """Reads as the service does, and notes what was asked."""

    database: Database
    trips: list[Trip] = field(default_factory=list)

    async def read(self, query: Query, parameters: dict[str, Any]) -> Any:
        self.trips.append(Trip(query.text, parameters))
        return await self.database.read(query, parameters)


def recorded(address: Address, request: bytes) -> tuple[list[Trip], Any]:
    """The queries that the web application sends for a request, in their order, and the data that it answers."""

    async def run() -> tuple[list[Trip], Any]:
        database = Database(address)
        recorder = Recorder(database)

        async def context(_: HTTPRequest) -> Request:
            return Request(recorder)

        app = create_app(Settings(), schema, context, database.ready, DIST)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://retinue.test") as client:
            answer = orjson.loads((await client.post("/graphql", content=request, headers=HEADERS)).content)
        await database.close()
        if "errors" in answer:
            raise RuntimeError(str(answer["errors"])[:1000])
        return recorder.trips, answer["data"]

    return asyncio.run(run())


class RawDriver:
    """The driver, synchronous and asynchronous, with the settings of the service's own."""

    def __init__(self, address: Address) -> None:
        self._database = address.database or None
        login = (address.user, address.password)
        self._loop = asyncio.new_event_loop()
        self._sync = neo4j.GraphDatabase.driver(address.uri, auth=login, notifications_min_severity="OFF")
        self._async = neo4j.AsyncGraphDatabase.driver(address.uri, auth=login, notifications_min_severity="OFF")

    def sync(self, trips: Sequence[Trip]) -> list[Any]:
        """The answers, by the synchronous driver."""
        return [self._one(trip) for trip in trips]

    def asynchronous(self, trips: Sequence[Trip]) -> list[Any]:
        """The answers, by the asynchronous driver."""
        return self._loop.run_until_complete(self._each(trips))

    def _one(self, trip: Trip) -> Any:
        record = self._sync.execute_query(
            _query(trip),
            trip.parameters,
            routing_=neo4j.RoutingControl.READ,
            database_=self._database,
            result_transformer_=neo4j.Result.single,
        )
        return record["answer"] if record else None

    async def _each(self, trips: Sequence[Trip]) -> list[Any]:
        found: list[Any] = []
        for trip in trips:
            record = await self._async.execute_query(
                _query(trip),
                trip.parameters,
                routing_=neo4j.RoutingControl.READ,
                database_=self._database,
                result_transformer_=neo4j.AsyncResult.single,
            )
            found.append(record["answer"] if record else None)
        return found

    def close(self) -> None:
        self._sync.close()
        self._loop.run_until_complete(self._async.close())
        self._loop.close()


def _query(trip: Trip) -> Any:
    return neo4j.Query(trip.text, timeout=Settings().database_timeout)


@contextmanager
def raw_driver(address: Address) -> Iterator[RawDriver]:
    driver = RawDriver(address)
    try:
        yield driver
    finally:
        driver.close()
