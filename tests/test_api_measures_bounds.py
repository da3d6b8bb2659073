"""Where measures end: a graph of 20,000 ties, made up."""

from collections.abc import Callable, Iterator
from itertools import combinations, islice

import pytest

from bench.engines import Graph
from bench.growth import fill
from bench.made_up import AS_OF
from schema.measuring import MOST_IN_A_THREAD
from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import claim, made_up, source, tie, told

PEOPLE = 9_900


@pytest.fixture(scope="module")
def crowd(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Each with a post and a patron, and a few more ties among thirty of them, so that all kinds are too many."""
    for address in made_up(engine):
        fill(Graph(address, {}), PEOPLE)
        core = [f"core-{level}-{place}" for level in range(5) for place in range(6)]
        said = [claim(tie("ALLIED_WITH", *pair), "more", start="2010", end="2030") for pair in combinations(core, 2)]
        told(address, tmp_path_factory.mktemp("crowd"), [source("more", "2021-01-01"), *islice(said, 250)])
        yield address


async def too_broad(ask: Asker, field: str) -> str:
    error = await ask.error(f'{{ view(asOf: "{AS_OF}") {{ {field} {{ totalCount }} }} }}')
    assert error["extensions"]["code"] == "TOO_BROAD"
    assert error["extensions"]["suggestion"]
    message: str = error["message"]
    return message


async def test_where_measures_end(crowd: Address, asking: Callable[[Address], Asker]) -> None:
    ask = asking(crowd)
    assert "more than 20,000 ties" in await too_broad(ask, "measures(kind: DEGREE)")
    assert "join 10,103 entities; DEGREE is computed of at most 10,000" in await too_broad(
        ask, "measures(kind: DEGREE, through: [HOLDS_POST, CONTROLS])"
    )
    patrons = "through: [PATRON_OF]"
    assert "BETWEENNESS is computed of at most 5,000" in await too_broad(ask, f"measures(kind: BETWEENNESS, {patrons})")
    days = ", ".join(f'"2022-01-{day:02}"' for day in range(1, 8))
    assert "more than 60,000 ties together" in await too_broad(
        ask, f"compareMeasures(kind: DEGREE, asOf: [{days}], {patrons})"
    )
    for kind in ("DEGREE", "CONSTRAINT", "CORE_NUMBER", "PAGERANK"):
        field = f"measures(kind: {kind}, {patrons}, first: 1) {{ totalCount nodes {{ value }} }}"
        found = await ask(f'{{ view(asOf: "{AS_OF}") {{ {field} }} }}')
        assert found["view"]["measures"]["totalCount"] > 9_000
    # Of those that held in 2013 it is soon enough, in another process.
    field = f"measures(kind: BETWEENNESS, {patrons}, first: 2) {{ nodes {{ value graph {{ entities pairs }} }} }}"
    found = (await ask(f'{{ view(asOf: "2013-01-01") {{ {field} }} }}'))["view"]["measures"]["nodes"]
    size = found[0]["graph"]
    assert size["entities"] * size["pairs"] > MOST_IN_A_THREAD
    assert 1 > found[0]["value"] >= found[1]["value"] > 0
