"""Requests over HTTP: which are read, and how the others are refused."""

from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import pytest
from httpx import AsyncClient

from service.graphql_http import GraphQLHTTP
from service.graphql_request import answer_type
from tests.toy import (
    JSON,
    RESPONSE_JSON,
    SCHEMA,
    Contexts,
    application,
    ask,
    client_of,
    code,
    post_scope,
)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        ("application/json; charset=utf-8", JSON),
        (RESPONSE_JSON, RESPONSE_JSON),
        (f"{RESPONSE_JSON}; charset=UTF-8", RESPONSE_JSON),
        (f"{RESPONSE_JSON}, {JSON};q=0.9", RESPONSE_JSON),
        (f"{JSON};q=0.5, {RESPONSE_JSON};q=0.9", RESPONSE_JSON),
        (f"{JSON}, {RESPONSE_JSON}", JSON),
        (f"{JSON}, multipart/mixed", JSON),
        (f"*/*, {RESPONSE_JSON}", RESPONSE_JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
    ],
)
def test_the_accept_header_chooses(accept: str | None, expected: str) -> None:
    assert answer_type(accept) == expected


@pytest.mark.parametrize(
    "accept", ["text/html", "image/*", f"{JSON};q=0", f"{JSON}; charset=latin-1", f"{JSON};q=high", "json"]
)
async def test_what_cannot_be_accepted_is_406(client: AsyncClient, accept: str) -> None:
    answer = await ask(client, "{ hello }", accept=accept)
    assert (answer.status_code, code(answer)) == (406, "BAD_INPUT")
    assert RESPONSE_JSON in answer.json()["errors"][0]["extensions"]["suggestion"]


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=latin-1",
        "application/jsonp",
    ],
)
async def test_other_content_types_are_415(client: AsyncClient, contexts: Contexts, content_type: str) -> None:
    """Those that a foreign page's form can send (CSRF) among them."""
    answer = await client.post(
        "/graphql", content=b'{"query": "mutation { add }"}', headers={"content-type": content_type}
    )
    assert (answer.status_code, code(answer)) == (415, "BAD_INPUT")
    assert contexts.made == 0


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
async def test_other_methods_are_405(client: AsyncClient, method: str) -> None:
    answer = await client.request(method, "/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "body",
    [b"[]", b'[{"query": "{ hello }"}]', b'"{ hello }"', b"null", b"1", b'{"query": "\xff"}', b"[" * 5000, b"{}"],
)
async def test_other_bodies_are_400(client: AsyncClient, body: bytes) -> None:
    answer = await client.post("/graphql", content=body, headers={"content-type": JSON})
    assert (answer.status_code, code(answer)) == (400, "BAD_INPUT")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "query=%FF",
        "query={hello}&query={person{name}}",
        "query={hello}&variables=[1]",
        "query={hello}&variables={",
        "&".join(["x=1"] * 200),
    ],
)
async def test_other_query_strings_are_400(client: AsyncClient, query: str) -> None:
    answer = await client.get(f"/graphql?{query}")
    assert (answer.status_code, code(answer)) == (400, "BAD_INPUT")


async def test_bodies_and_query_strings_over_the_limit_are_413(contexts: Contexts) -> None:
    client = client_of(application(contexts, body_limit=2000))
    headers = {"content-type": JSON}
    fits = b'{"query": "{ hello }", "x": "%s"}'
    most = b"x" * (2000 - len(fits) + 2)

    async def in_pieces() -> AsyncIterator[bytes]:
        yield b"x" * 1001
        yield b"x" * 1001

    assert (await client.post("/graphql", content=fits % most, headers=headers)).status_code == 200
    for answer in (
        await client.post("/graphql", content=fits % (most + b"x"), headers=headers),
        await client.post("/graphql", content=in_pieces(), headers=headers),
        await client.get("/graphql", params={"query": "{ hello }", "x": "x" * 2000}),
    ):
        assert (answer.status_code, code(answer)) == (413, "TOO_LARGE")
        assert answer.headers["connection"] == "close"
    assert contexts.made == 1


async def test_a_body_over_the_limit_is_read_no_further(contexts: Contexts) -> None:
    given = 0

    async def endless() -> MutableMapping[str, Any]:
        nonlocal given
        given += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await GraphQLHTTP(SCHEMA, contexts, body_limit=4500)(post_scope(), endless, send)
    assert (sent[0]["status"], given) == (413, 5)
