"""What an export holds is what the API says that the view holds, however small the pages are read."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from schema.scope import Request, Scope
from service.address import Address
from service.exports.asking import Asked
from service.exports.holdings import Holdings
from tests.conftest import Asker, Engine
from tests.exports import exports_world, table, ties_of_view

DAYS = (None, "1998-06-01", "2020-05-11", "2021-01-10", "2023-01-01")


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[Address]:
    yield from exports_world(engine)


@pytest.fixture
def ask(world: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(world)


async def held(ask: Asker, asked: Asked, page: int) -> dict[str, list[str]]:
    """The ids of all that is held, in the order in which it is given."""
    holdings = await Holdings.of(Scope(Request(ask.database), asked.as_of, asked.known_at), asked, page)
    lists: dict[str, list[Any]] = {}
    for name in ("ties", "entities", "claims", "remarks", "sources"):
        lists[name] = []
        async for found in getattr(holdings, name)():
            assert found, "no empty pages"
            lists[name] += [each.id for each in found]
    lists["questions"] = [each.id for each in await holdings.questions()]
    return lists


@pytest.mark.parametrize("as_of", DAYS)
@pytest.mark.parametrize("known_at", [None, "2020-06-01"])
async def test_it_holds_what_the_api_says(ask: Asker, as_of: str | None, known_at: str | None) -> None:
    found = await held(ask, Asked(as_of, known_at), 1_000)
    lists = """{ claims { totalCount nodes { id } } remarks { totalCount nodes { id } }
      sources { totalCount nodes { id } } people { nodes { id } } institutions { nodes { id } } clans { nodes { id } }
      countries { nodes { id } } events { nodes { id } } places { nodes { id } } }"""
    lists = lists.replace("{ nodes", "(first: 100) { nodes").replace("{ totalCount", "(first: 100) { totalCount")
    query = f"query ($asOf: Date, $knownAt: Date) {{ view(asOf: $asOf, knownAt: $knownAt) {lists} }}"
    view = (await ask(query, {"asOf": as_of, "knownAt": known_at}))["view"]
    for name in ("claims", "remarks", "sources"):
        assert found[name] == [node["id"] for node in view[name]["nodes"]]
    ties = await ties_of_view(ask, as_of, known_at)
    assert found["ties"] == list(ties)
    listed = {
        node["id"] for name in view if name not in ("claims", "remarks", "sources") for node in view[name]["nodes"]
    }
    ends = {tie[end]["id"] for tie in ties.values() for end in ("from", "to", "institution") if tie[end]}
    assert len(found["entities"]) == len(set(found["entities"]))
    assert set(found["entities"]) == listed | ends


@pytest.mark.parametrize("asked", [Asked(), Asked(about=("eve", "anna"), depth=2), Asked(as_of="2021-01-10")])
async def test_small_pages_give_the_same(ask: Asker, asked: Asked) -> None:
    whole = await held(ask, asked, 1_000)
    assert await held(ask, asked, 3) == whole
    assert all(whole[name] for name in ("ties", "entities", "claims", "remarks", "sources"))


@pytest.mark.parametrize("depth", range(5))
@pytest.mark.parametrize("as_of", [None, "2020-05-11"])
async def test_hops_around(ask: Asker, depth: int, as_of: str | None) -> None:
    """Compared with a walk over all ties of the view."""
    ties = await ties_of_view(ask, as_of)
    reached = {"carl", "port"}
    for _ in range(depth):
        ends = [(tie["from"]["id"], tie["to"]["id"]) for tie in ties.values()]
        reached |= {end for pair in ends if reached & set(pair) for end in pair}
    inside = {name for name, tie in ties.items() if tie["from"]["id"] in reached and tie["to"]["id"] in reached}
    parameters = {"about": "carl,port", "depth": depth} | ({"asOf": as_of} if as_of else {})
    assert {row["id"] for row in await table(ask, "ties.csv", **parameters)} == inside
    offices = {tie["institution"]["id"] for name, tie in ties.items() if name in inside and tie["institution"]}
    assert {row["id"] for row in await table(ask, "entities.csv", **parameters)} == reached | offices


async def test_what_concerns_a_neighbourhood(ask: Asker) -> None:
    found = await held(ask, Asked(about=("eve",), depth=1), 1_000)
    assert {"not-poor", "fair-planned"} == set(found["remarks"])
    assert found["questions"] == ["who-runs-it"]
    assert {"eve-starts", "controls", "owns"} <= set(found["claims"])
    assert "succeeds" not in found["claims"], "the old firm is two hops away"
    assert set(found["sources"]) == {"web", "season", "decade", "either"}
    assert (await held(ask, Asked(about=("carl",), depth=1), 1_000))["questions"] == []
