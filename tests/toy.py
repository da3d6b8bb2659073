"""A toy schema behind the GraphQL endpoint, and a client that asks it: for the tests of the HTTP layer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from typing import Any, NewType

import httpx
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from strawberry.schema.config import StrawberryConfig

from schema.errors import BadInput, DatabaseUnavailable, NotFound, TimedOut
from service.graphql_http import GraphQLHTTP

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
SECRET = "the password is tulip"  # noqa: S105 - no real one

Day = NewType("Day", date)


def parse_day(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise BadInput(f"{text!r} is not a day.", suggestion="Write it as 2022-01-04.") from None


DAY = strawberry.scalar(name="Day", serialize=lambda day: day.isoformat(), parse_value=parse_day)


@strawberry.type
class Person:
    name: str

    @strawberry.field
    def patron(self) -> "Person":
        return Person(name=f"Patron of {self.name}")


@strawberry.type
class Query:
    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"Hello, {name}"

    @strawberry.field
    def person(self) -> Person:
        return Person(name="Karim")

    @strawberry.field
    def seen(self, on: Day) -> str:
        return on.isoformat()

    @strawberry.field
    def used(self, info: strawberry.Info) -> int:
        return int(info.context["used"])

    @strawberry.field
    def broken(self) -> str | None:
        raise RuntimeError(SECRET)

    @strawberry.field
    def unsendable(self) -> str:
        return "\ud800"

    @strawberry.field
    def missing(self) -> str | None:
        raise NotFound("There is no 'knbb'.", suggestion="Did you mean 'knb'?", nearest=["knb"])

    @strawberry.field
    async def offline(self) -> str:
        raise DatabaseUnavailable("The database does not answer.")

    @strawberry.field
    async def partly_offline(self) -> str | None:
        raise DatabaseUnavailable("The database does not answer.")

    @strawberry.field
    async def late(self) -> str:
        raise TimedOut("The query took longer than 15 seconds.")

    @strawberry.field
    async def sleep(self, info: strawberry.Info, seconds: float) -> str:
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            info.context["cancelled"].set()
            raise
        return "awake"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add(self) -> int:
        return 1


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


SCHEMA = strawberry.Schema(Query, Mutation, Subscription, config=StrawberryConfig(scalar_map={Day: DAY}))


class Contexts:
    """Makes the contexts of operations, counts them, and fails when told to."""

    def __init__(self) -> None:
        self.made = 0
        self.cancelled = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, request: Request) -> Any:
        self.made += 1
        if self.error:
            raise self.error
        return {"used": self.made, "cancelled": self.cancelled}


def application(contexts: Contexts, **options: Any) -> Starlette:
    """The endpoint at /graphql over the toy schema."""
    return Starlette(routes=[Route("/graphql", GraphQLHTTP(SCHEMA, contexts, **options))])


def client_of(app: Starlette) -> httpx.AsyncClient:
    """Asks the application without a server between."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://retinue.test")


async def ask(client: httpx.AsyncClient, query: str, accept: str = RESPONSE_JSON, **members: Any) -> httpx.Response:
    """Post a document; by default the status tells what happened to it."""
    return await client.post("/graphql", json={"query": query, **members}, headers={"accept": accept})


def code(answer: httpx.Response) -> str:
    """The code of the only error."""
    (error,) = answer.json()["errors"]
    return str(error["extensions"]["code"])


def post_scope() -> dict[str, Any]:
    """The ASGI scope of a post, for tests that play the server themselves."""
    headers = [(b"content-type", b"application/json"), (b"accept", RESPONSE_JSON.encode())]
    return {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"", "headers": headers}
