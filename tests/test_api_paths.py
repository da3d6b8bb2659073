"""Paths between two entities as clients see them. The world is `tests/data/retinue.yaml`, with a crowd of allies and a
hub beside it.
"""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import claim, entity, made_up, told
from tests.made_up import tie as defined

ARGUMENTS = """$a: ID!, $b: ID!, $asOf: Date, $knownAt: Date, $sure: Certainty, $through: [TieKind!], $timing: Timing,
  $standing: [Standing!], $maxDepth: Int, $first: Int, $after: String"""
VIEW = "view(asOf: $asOf, knownAt: $knownAt, certainty: $sure)"
FIELD = """paths(from: $a, to: $b, through: $through, timing: $timing, standing: $standing, maxDepth: $maxDepth,
  first: $first, after: $after)"""
NODES = """nodes { start { id } end { id } length certainty sentence weakest { id } period { text }
  steps { from { id } to { id } reversed tie { id certainty } parallel { id } } }"""
PATHS = f"query ({ARGUMENTS}) {{ {VIEW} {{ {FIELD} {{ totalCount {NODES} }} }} }}"
PAGES = (
    f"query ({ARGUMENTS}) {{ {VIEW} {{ {FIELD} {{ pageInfo {{ hasNextPage hasPreviousPage endCursor }} {NODES} }} }} }}"
)
IDS = f"query ({ARGUMENTS}) {{ {VIEW} {{ {FIELD} {{ nodes {{ steps {{ tie {{ id }} }} }} }} }} }}"

CROWD = [f"crowd-{number:02}" for number in range(20)]
AROUND_HUB = 10_000


@pytest.fixture(scope="module")
def retinue(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    folder: Path = tmp_path_factory.mktemp("crowd")
    for address in made_up(engine, "retinue.yaml"):
        allies = [claim(defined("ALLIED_WITH", one, other), "paper") for one, other in combinations(CROWD, 2)]
        same = [claim(defined("SAME_AS", "u0", "m0"), "paper")]
        told(address, folder, [*map(entity, CROWD), *allies, *same], "crowd")
        yield address


@pytest.fixture
def ask(retinue: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(retinue)


async def chains(ask: Asker, a: str, b: str, **arguments: Any) -> list[dict[str, Any]]:
    found = (await ask(PATHS, {"a": a, "b": b, **arguments}))["view"]["paths"]
    assert found["totalCount"] == len(found["nodes"])
    return list(found["nodes"])


def along(chain: dict[str, Any]) -> str:
    """The ids of the links, from first to last."""
    links = [chain["start"]["id"], *(step["to"]["id"] for step in chain["steps"])]
    assert [step["from"]["id"] for step in chain["steps"]] == links[:-1]
    assert chain["end"]["id"] == links[-1]
    assert chain["length"] == len(links) - 1
    return " ".join(links)


async def ways(ask: Asker, a: str, b: str, **arguments: Any) -> list[str]:
    return [along(chain) for chain in await chains(ask, a, b, **arguments)]


async def test_over_ties_of_every_kind_whichever_way_they_are_read(ask: Asker) -> None:
    (chain,) = await chains(ask, "foe", "agency")
    assert [(step["tie"]["id"], step["reversed"], step["parallel"]) for step in chain["steps"]] == [
        ("foe-rival-of-patron", False, []),
        ("patron-patron-of-chief", False, [{"id": "chief-reports-to-patron"}]),
        ("chief-heads-agency", False, []),
    ]
    assert chain["length"] == 3, "a post counts as a hop"
    assert chain["sentence"] == "Foe is a rival of Patron; Patron is patron of Chief; Chief is director of Agency."
    (back,) = await chains(ask, "agency", "foe")
    assert along(back) == "agency chief patron foe"
    assert [step["reversed"] for step in back["steps"]] == [True, True, True]
    assert await ways(ask, "u0", "m0") == [], "two records of one person are no path"
    assert await ways(ask, "u0", "m0", through=["SAME_AS"]) == ["u0 m0"]


async def test_the_longer_ways_after_the_shorter(ask: Asker) -> None:
    a, b, c, d = CROWD[:4]
    found = await ways(ask, a, b, maxDepth=2, first=100)
    assert found == [f"{a} {b}", *(f"{a} {other} {b}" for other in CROWD[2:])]
    page = (await ask(IDS, {"a": a, "b": b, "first": 21, "timing": "ANY"}))["view"]["paths"]["nodes"]
    assert [len(chain["steps"]) for chain in page] == [1, *[2] * 18, 3, 3]
    assert [step["tie"]["id"] for step in page[19]["steps"]] == [
        f"{a}-allied-with-{c}", f"{c}-allied-with-{d}", f"{b}-allied-with-{d}",
    ]  # fmt: skip


async def test_through_standing_and_depth_narrow_the_ways(ask: Asker) -> None:
    assert await ways(ask, "chief", "patron") == ["chief patron"]
    (alleged,) = await chains(ask, "chief", "patron", standing=["ALLEGED"])
    assert (alleged["weakest"]["id"], alleged["certainty"]) == ("chief-reports-to-patron", "POSSIBLE")
    assert await ways(ask, "chief", "patron", standing=["ALLEGED"], sure="CERTAIN") == []
    assert await ways(ask, "chief", "patron", through=["KIN_OF"]) == []
    assert await ways(ask, "chief", "patron", through=[]) == []
    assert await ways(ask, "chief", "patron", standing=[]) == []
    assert await ways(ask, "chief", "foe", standing=["REFUTED"]) == []
    assert await ways(ask, "leader", "owner") == ["leader circle chief agency holding owner"]
    assert await ways(ask, "leader", "owner", maxDepth=4) == []
    assert await ways(ask, "leader", "owner", maxDepth=None) == ["leader circle chief agency holding owner"]
    assert await ways(ask, "t0", "u0", maxDepth=8) == []


@pytest.mark.parametrize(
    ("timing", "t", "back", "u"),
    [
        ("CONTINUOUS", [], [], []),
        ("PAIRWISE", ["t0 t1 t2 t3"], ["t3 t2 t1 t0"], []),
        ("CONSECUTIVE", ["t0 t1 t2 t3"], [], []),
        ("ANY", ["t0 t1 t2 t3"], ["t3 t2 t1 t0"], ["u0 u1 u2"]),
    ],
)
async def test_each_timing(timing: str, t: list[str], back: list[str], u: list[str], ask: Asker) -> None:
    """CONSECUTIVE goes from `from` to `to`: t's ties begin later from t0 on, u's from u2 on."""
    assert await ways(ask, "t0", "t3", timing=timing) == t
    assert await ways(ask, "t3", "t0", timing=timing) == back
    assert await ways(ask, "u0", "u2", timing=timing) == u
    assert bool(await ways(ask, "u2", "u0", timing=timing)) == (timing in ("CONSECUTIVE", "ANY"))


async def test_on_a_day(ask: Asker) -> None:
    for timing in ("SNAPSHOT", "CONTINUOUS"):
        assert await ways(ask, "t0", "t2", timing=timing, asOf="2004-06-01") == ["t0 t1 t2"]
        assert await ways(ask, "t0", "t2", timing=timing, asOf="2006-06-01") == []
    (chain,) = await chains(ask, "t0", "t2")
    assert chain["period"]["text"] == "1 January 2004 – 1 January 2005"


async def test_as_of_binds_only_the_first_step_where_no_common_day_is_asked(ask: Asker) -> None:
    for timing in ("PAIRWISE", "ANY", "CONSECUTIVE"):
        assert await ways(ask, "t0", "t3", timing=timing, asOf="2001-01-01") == ["t0 t1 t2 t3"]
        assert await ways(ask, "t0", "t3", timing=timing, asOf="2011-01-01") == []
    assert await ways(ask, "t3", "t0", timing="PAIRWISE", asOf="2011-01-01") == ["t3 t2 t1 t0"]
    assert await ways(ask, "t0", "t1", timing="ANY", asOf="2011-01-01") == []


async def test_lifetimes(ask: Asker) -> None:
    """No way through a man who was dead by then, nor from or to him; it only matters where a common day is asked."""
    assert await ways(ask, "l0", "l2") == ["l0 l1 l2"]
    assert await ways(ask, "l0", "l3") == []
    assert await ways(ask, "l1", "l3") == []
    assert await ways(ask, "l3", "l1") == []
    assert await ways(ask, "l0", "l3", timing="PAIRWISE") == ["l0 l1 l3"]
    assert await ways(ask, "l0", "l2", asOf="2001-05-31") == ["l0 l1 l2"]
    assert await ways(ask, "l0", "l2", asOf="2001-06-01") == []


async def test_nobody_is_known_before_anything_is_reported(ask: Asker) -> None:
    assert await ways(ask, "foe", "agency", knownAt="2019-12-31") == []


async def test_pages_of_paths(ask: Asker) -> None:
    a, b = CROWD[:2]
    whole = await ways(ask, a, b, maxDepth=2, first=100)
    found: list[str] = []
    after = None
    for number in range(4):
        answer = (await ask(PAGES, {"a": a, "b": b, "maxDepth": 2, "first": 5, "after": after}))["view"]["paths"]
        assert answer["pageInfo"]["hasNextPage"] == (number < 3)
        assert answer["pageInfo"]["hasPreviousPage"] == (number > 0)
        found += map(along, answer["nodes"])
        after = answer["pageInfo"]["endCursor"]
    assert found == whole
    for other in ({"maxDepth": 3}, {"a": CROWD[2]}, {"asOf": "2020-01-01"}, {"timing": "ANY"}, {"through": ["KIN_OF"]}):
        error = await ask.error(PAGES, {"a": a, "b": b, "maxDepth": 2, "after": after, **other})
        assert error["extensions"]["code"] == "BAD_CURSOR"
    empty = (await ask(PAGES, {"a": a, "b": b, "maxDepth": 2, "first": 0}))["view"]["paths"]
    assert (empty["nodes"], empty["pageInfo"]["hasNextPage"]) == ([], True)


async def test_the_page_does_not_fail_where_the_count_would(ask: Asker) -> None:
    """Twenty allies of one another are connected in hundreds of thousands of ways."""
    a, b = CROWD[:2]
    asked = {"a": a, "b": b, "first": 19}
    page = (await ask(PAGES, asked))["view"]["paths"]
    assert [chain["length"] for chain in page["nodes"]] == [1, *[2] * 18]
    assert page["pageInfo"]["hasNextPage"]
    error = await ask.error(PATHS, asked)
    assert error["extensions"]["code"] == "TOO_BROAD"
    assert error["message"].startswith("totalCount: more than 10,000")
    assert "maxDepth" in error["extensions"]["suggestion"]
    assert error["path"] == ["view", "paths", "totalCount"]
    # A page that the ways of three hops fill does not look through those of four.
    four = (await ask(PAGES, {"a": a, "b": b, "first": 100, "maxDepth": 3}))["view"]["paths"]
    assert {chain["length"] for chain in four["nodes"]} == {1, 2, 3}
    assert len(four["nodes"]) == 100


async def test_more_is_told_where_nobody_can_say_that_nothing_follows(ask: Asker) -> None:
    a, b = CROWD[:2]
    last = 1 + 18 + 18 * 17
    after = None
    for first in (100, 100, 100, last - 300):
        page = (await ask(PAGES, {"a": a, "b": b, "first": first, "after": after, "timing": "ANY"}))["view"]["paths"]
        after = page["pageInfo"]["endCursor"]
    assert {chain["length"] for chain in page["nodes"]} == {3}
    assert page["pageInfo"]["hasNextPage"]
    error = await ask.error(PAGES, {"a": a, "b": b, "after": after, "timing": "ANY"})
    assert (error["extensions"]["code"], error["path"]) == ("TOO_BROAD", ["view", "paths"])
    assert error["message"].startswith("first: more than 10,000")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ({"timing": "SNAPSHOT"}, "BAD_INPUT", "asOf"),
        ({"maxDepth": 0}, "BAD_INPUT", "maxDepth"),
        ({"maxDepth": 9}, "BAD_INPUT", "maxDepth"),
        ({"first": 101}, "BAD_INPUT", "first"),
        ({"a": "foe"}, "BAD_INPUT", "to"),
        ({"a": "cheif"}, "NOT_FOUND", "from"),
        ({"b": "cheif"}, "NOT_FOUND", "to"),
    ],
)
async def test_what_cannot_be_asked(arguments: dict[str, Any], code: str, words: str, ask: Asker) -> None:
    error = await ask.error(PATHS, {"a": "chief", "b": "foe", **arguments})
    assert error["extensions"]["code"] == code
    assert words in error["message"] + error["extensions"].get("suggestion", "")
    assert error["path"] == ["view", "paths"]
    if code == "NOT_FOUND":
        assert error["extensions"]["nearest"][0] == "chief"


async def test_one_trip_a_level(ask: Asker) -> None:
    """Beside them the version, the records of the two ends and, where lifetimes matter, of those between."""
    for timing, depth, trips in (("ANY", 1, 1), ("ANY", 2, 2), ("ANY", 3, 3), ("CONTINUOUS", 3, 4)):
        found = await ask(IDS, {"a": "foe", "b": "agency", "timing": timing, "maxDepth": depth, "first": 1})
        assert len(found["view"]["paths"]["nodes"]) == (depth == 3)
        assert ask.trips == 2 + trips, (timing, depth)
    # What the names need has come along with the lifetimes; only the pair itself is left where there are none.
    await ask(PAGES, {"a": "foe", "b": "agency", "maxDepth": 3})
    assert ask.trips == 2 + 3 + 1
    # A full page is not looked beyond, unless somebody asks what follows.
    a, b = CROWD[:2]
    await ask(IDS, {"a": a, "b": b, "timing": "ANY", "first": 1})
    assert ask.trips == 2 + 1
    await ask(PAGES, {"a": a, "b": b, "timing": "ANY", "first": 1})
    assert ask.trips == 2 + 2


@pytest.fixture(scope="module")
def hub(retinue: Address, tmp_path_factory: pytest.TempPathFactory) -> Address:
    """Two members of one body of ten thousand; one of them has other ties too."""
    people = [f"member-{number:05}" for number in range(AROUND_HUB)]
    members = [claim(defined("MEMBER_OF", person, "hub"), "paper", start="2010-01-01", end="..") for person in people]
    others = [claim(defined("ALLIED_WITH", people[0], person), "paper", start="2010") for person in people[5:8]]
    records = [entity("hub", "INSTITUTION"), *map(entity, people), *members, *others]
    told(retinue, tmp_path_factory.mktemp("hub"), records, "hub")
    return retinue


@pytest.mark.usefixtures("hub")
async def test_a_hub_between_the_ends(ask: Asker) -> None:
    assert await ways(ask, "member-00001", "member-00002") == ["member-00001 hub member-00002"]
    found = await ways(ask, "member-00000", "member-00002", maxDepth=3)
    assert found == [
        "member-00000 hub member-00002",
        *(f"member-00000 member-0000{number} hub member-00002" for number in (5, 6, 7)),
    ]
    found = await ways(ask, "hub", "member-00000")
    assert found == ["hub member-00000", *(f"hub member-0000{number} member-00000" for number in (5, 6, 7))]
    asked = {"a": "member-00000", "b": "member-00005", "timing": "ANY", "first": 2}
    for depth in (2, 6, 8):
        status, body = await ask.post(PAGES, {**asked, "maxDepth": depth})
        assert status == 200
        assert [along(chain) for chain in body["data"]["view"]["paths"]["nodes"]] == [
            "member-00000 member-00005",
            "member-00000 hub member-00005",
        ]
    # All of them can be counted, or the error says what to narrow.
    status, body = await ask.post(PATHS, {**asked, "maxDepth": 8})
    assert status == 200
    assert "errors" not in body or body["errors"][0]["extensions"]["code"] == "TOO_BROAD"
    assert await ways(ask, "foe", "agency") == ["foe patron chief agency"], "the service goes on"
