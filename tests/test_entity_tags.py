"""Answers to GET that are not sent again where they still hold."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from service.address import Address
from service.entity_tags import holds
from tests.conftest import Asker
from tests.made_up import claim, entity, source, tie, told

QUERY = "query Post($knownAt: Date) { view(knownAt: $knownAt) { ties { nodes { id } } } }"
WORLD = [source("paper", "2020-01-01"), entity("ann"), entity("mill", "INSTITUTION")]
POST = claim(tie("HOLDS_POST", "ann", "mill"), "paper", start="2019")


async def get(ask: Asker, query: str = QUERY, tag: str | None = None, **parameters: str) -> httpx.Response:
    headers = {"If-None-Match": tag} if tag else {}
    return await ask.client.get("/graphql", params={"query": query, **parameters}, headers=headers)


async def test_an_answer_holds_until_the_data_version_is_raised(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    told(graph, tmp_path, WORLD)
    ask = asking(graph)
    first = await get(ask)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    again = await get(ask, tag=f'"other", {tag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    # Another question, another answer.
    assert (await get(ask, tag=tag, variables='{"knownAt": "2020-01-01"}')).status_code == 200
    assert (await get(ask, QUERY.replace("ties", "claims"), tag)).status_code == 200
    told(graph, tmp_path, [*WORLD, POST])
    later = await get(ask, tag=tag)
    assert (later.status_code, later.json()["data"]["view"]["ties"]["nodes"]) == (200, [{"id": POST["tie"]["id"]}])
    assert later.headers["etag"] != tag
    # The earlier data version, named, has an answer and a tag of its own for ever.
    pinned = await ask.client.get("/graphql", params={"query": QUERY}, headers={"Retinue-Data-Version": "1"})
    assert pinned.json()["data"]["view"]["ties"]["nodes"] == []
    assert pinned.headers["etag"] not in (tag, later.headers["etag"])


@pytest.mark.parametrize(
    "query",
    [
        "{ syncSources { name } }",
        '{ node(id: "x") { id } }',
        "{ ...ledger } fragment ledger on Query { ... { syncRuns { totalCount } } }",
    ],
)
async def test_what_has_no_versions_has_no_tag(ask: Asker, query: str) -> None:
    answer = await get(ask, query)
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


async def test_neither_posts_nor_errors_have_a_tag(ask: Asker) -> None:
    assert "etag" not in (await ask.client.post("/graphql", json={"query": QUERY})).headers
    assert "etag" not in (await get(ask, '{ paths(from: "nobody", to: "knb") { totalCount } }')).headers


def test_which_tags_match() -> None:
    assert holds('W/"a"', 'W/"b", "a"')
    assert holds('W/"a"', "*")
    assert not holds('W/"a"', 'W/"b"')
    assert not holds('W/"a"', None)
