"""Chains of patronage as clients see them. The world is `tests/data/retinue.yaml`, with a crowd of allies beside it."""

from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import claim, entity, made_up, told
from tests.made_up import tie as defined

PATRONAGE = """query ($around: ID!, $asOf: Date, $sure: Certainty, $direction: Direction, $through: [TieKind!],
  $timing: Timing, $standing: [Standing!], $maxDepth: Int, $first: Int, $after: String) {
  view(asOf: $asOf, certainty: $sure) { patronage(around: $around, direction: $direction, through: $through,
    timing: $timing, standing: $standing, maxDepth: $maxDepth, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
    nodes { start { id } end { id } length certainty sentence weakest { id }
      period { start end earliestStart latestStart earliestEnd latestEnd text }
      steps { from { id } to { id } reversed tie { id certainty } parallel { id } } } } } }"""

CROWD = [f"crowd-{number:02}" for number in range(20)]


@pytest.fixture(scope="module")
def retinue(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    folder: Path = tmp_path_factory.mktemp("crowd")
    for address in made_up(engine, "retinue.yaml"):
        allies = [claim(defined("ALLIED_WITH", one, other), "paper") for one, other in combinations(CROWD, 2)]
        told(address, folder, [*map(entity, CROWD), *allies], "crowd")
        yield address


@pytest.fixture
def ask(retinue: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(retinue)


async def chains(ask: Asker, around: str, **arguments: Any) -> list[dict[str, Any]]:
    found = (await ask(PATRONAGE, {"around": around, **arguments}))["view"]["patronage"]
    assert found["totalCount"] == len(found["nodes"])
    return list(found["nodes"])


def along(chain: dict[str, Any]) -> str:
    """The ids of the links, from first to last."""
    links = [chain["start"]["id"], *(step["to"]["id"] for step in chain["steps"])]
    assert [step["from"]["id"] for step in chain["steps"]] == links[:-1]
    assert chain["end"]["id"] == links[-1]
    return " ".join(links)


async def ways(ask: Asker, around: str, **arguments: Any) -> list[str]:
    return [along(chain) for chain in await chains(ask, around, **arguments)]


UPWARD = [
    "agency chief ally",
    "agency chief circle leader",
    "agency holding owner",
    "agency chief patron grand cousin",
    "agency chief patron grand uncle",
]


async def test_who_stands_behind_an_institution(ask: Asker) -> None:
    """In the order: certain, longer overlap (all are open), shorter, ids; what is continued is left out.

    The post at the start does not count as a hop, CONTROLS does.
    """
    found = await chains(ask, "agency")
    assert [along(chain) for chain in found] == UPWARD
    assert [chain["length"] for chain in found] == [1, 2, 2, 3, 3], (
        "the post at the start does not count, CONTROLS does"
    )
    assert {chain["certainty"] for chain in found} == {"CERTAIN"}


async def test_a_chain_in_full(ask: Asker) -> None:
    chain = (await chains(ask, "agency"))[-1]
    assert [(step["tie"]["id"], step["reversed"], step["parallel"]) for step in chain["steps"]] == [
        ("chief-heads-agency", True, []),
        # What is only alleged would do as well in time, and stands beside.
        ("patron-patron-of-chief", True, [{"id": "chief-reports-to-patron"}]),
        ("grand-appointed-patron", True, []),
        ("uncle-kin-of-grand", True, []),
    ]
    assert chain["weakest"]["id"] == "patron-patron-of-chief", "one source, as others, and nearest to the start"
    assert chain["sentence"] == (
        "Chief is director of Agency; Patron is patron of Chief; Grand appointed Patron; Uncle is uncle of Grand."
    )
    assert chain["period"] == {
        "start": "2018-01-01", "end": "[2020-01-02..]",
        "earliestStart": "2018-01-01", "latestStart": "2018-01-01", "earliestEnd": "2020-01-02", "latestEnd": None,
        "text": "1 January 2018 – 2 January 2020 or later",
    }  # fmt: skip


async def test_steps_along_a_tie_are_not_reversed(ask: Asker) -> None:
    circle = (await chains(ask, "agency"))[1]
    assert [(step["tie"]["id"], step["reversed"]) for step in circle["steps"]] == [
        ("chief-heads-agency", True),
        ("chief-member-of-circle", False),
        ("leader-leads-circle", True),
    ]


async def test_whom_an_institution_stands_behind(ask: Asker) -> None:
    assert await ways(ask, "agency", direction="DOWNWARD") == [
        "agency chief aide",
        "agency chief ally",
        "agency subsidiary clerk",
    ]


async def test_both_ways_unmixed(ask: Asker) -> None:
    upward, downward = await ways(ask, "agency"), await ways(ask, "agency", direction="DOWNWARD")
    both = await ways(ask, "agency", direction="BOTH")
    assert sorted(both) == sorted({*upward, *downward}), "an alliance is one chain, whichever way it is met"


@pytest.mark.parametrize(
    ("around", "direction", "expected"),
    [
        ("chief", "UPWARD", [way.removeprefix("agency ") for way in UPWARD if "holding" not in way]),
        ("chief", "DOWNWARD", ["chief aide", "chief ally"]),
        ("circle", "UPWARD", ["circle leader"]),
        ("circle", "DOWNWARD", ["circle chief ally", "circle chief aide"]),
        ("leader", "DOWNWARD", ["leader circle chief ally", "leader circle chief aide"]),
        ("holding", "DOWNWARD", [f"holding agency {end}" for end in ("subsidiary clerk", "chief aide", "chief ally")]),
        ("uncle", "UPWARD", []),
    ],
)  # fmt: skip
async def test_around_persons_clans_and_institutions(
    around: str, direction: str, expected: list[str], ask: Asker
) -> None:
    assert sorted(await ways(ask, around, direction=direction)) == sorted(expected)


async def test_through_narrows_the_ties_and_posts_are_always_there(ask: Asker) -> None:
    assert await ways(ask, "agency", through=["PATRON_OF"]) == ["agency chief patron"]
    assert await ways(ask, "agency", through=["MEMBER_OF"]) == ["agency chief circle"]
    assert await ways(ask, "agency", through=["CONTROLS"]) == ["agency holding owner"]
    assert await ways(ask, "agency", through=["RIVAL_OF", "LOCATED_IN"]) == []
    assert await ways(ask, "agency", through=[]) == []
    assert await ways(ask, "agency", through=None) == UPWARD
    assert await ways(ask, "holding", direction="DOWNWARD", through=["CONTROLS"]) == [
        "holding agency chief",
        "holding agency subsidiary clerk",
    ]


async def test_standing_narrows_the_ties(ask: Asker) -> None:
    established = await chains(ask, "agency", standing=["ESTABLISHED"])
    assert [along(chain) for chain in established] == UPWARD
    assert [step["parallel"] for step in established[-1]["steps"]] == [[], [], [], []]
    assert await ways(ask, "agency", standing=["ALLEGED"]) == []
    assert await ways(ask, "chief", standing=["ALLEGED"]) == ["chief patron"]
    assert await ways(ask, "chief", standing=["REFUTED"]) == []
    assert await ways(ask, "chief", standing=[]) == []


async def test_depth_counts_the_hops_after_the_post(ask: Asker) -> None:
    # All open, the one with an ally the longest: nobody knows since when he is one.
    assert await ways(ask, "agency", maxDepth=1) == [
        "agency chief ally", "agency chief circle", "agency chief patron", "agency holding",
    ]  # fmt: skip
    assert "agency chief patron grand" in await ways(ask, "agency", maxDepth=2)
    assert await ways(ask, "agency", maxDepth=8) == UPWARD
    assert await ways(ask, "agency", maxDepth=None) == UPWARD


async def test_on_a_day(ask: Asker) -> None:
    """With asOf CONTINUOUS means that day, the same as SNAPSHOT."""
    for timing in ("CONTINUOUS", "SNAPSHOT"):
        found = await chains(ask, "agency", asOf="2019-07-01", timing=timing)
        assert [(along(chain), chain["certainty"]) for chain in found] == [
            ("agency chief circle leader", "CERTAIN"),
            ("agency holding owner", "CERTAIN"),
            ("agency chief patron grand cousin", "CERTAIN"),
            ("agency chief patron grand uncle", "CERTAIN"),
            # He is known to be an ally on 1 January 2020 only.
            ("agency chief ally", "POSSIBLE"),
        ]
        assert {step["tie"]["certainty"] for chain in found[:4] for step in chain["steps"]} == {"CERTAIN"}
        assert found[4]["weakest"]["id"] == "ally-allied-with-chief"
        assert "agency chief ally" not in await ways(ask, "agency", asOf="2019-07-01", timing=timing, sure="CERTAIN")
        assert await ways(ask, "agency", asOf="2019-05-31", timing=timing) == [
            "agency chief circle", "agency holding owner", "agency chief patron grand cousin",
            "agency chief patron grand uncle", "agency chief ally",
        ]  # fmt: skip
        assert await ways(ask, "agency", asOf="2017-12-31", timing=timing) == ["agency holding owner"]


async def test_nobody_is_known_before_anything_is_reported(ask: Asker) -> None:
    found = await ask('{ view(knownAt: "2019-12-31") { patronage(around: "agency") { totalCount } } }')
    assert found["view"]["patronage"]["totalCount"] == 0


async def test_neighbours_may_overlap_without_a_common_day(ask: Asker) -> None:
    assert await ways(ask, "t0", timing="CONTINUOUS") == ["t0 t1 t2"]
    assert await ways(ask, "t0", timing="PAIRWISE") == ["t0 t1 t2 t3"]
    assert await ways(ask, "t0", timing="ANY") == ["t0 t1 t2 t3"]
    assert await ways(ask, "t0", timing="CONSECUTIVE") == ["t0 t1"]
    assert await ways(ask, "t3", timing="PAIRWISE", direction="DOWNWARD") == ["t3 t2 t1 t0"]
    assert await ways(ask, "t3", timing="CONTINUOUS", direction="DOWNWARD") == ["t3 t2 t1"]


async def test_consecutive_needs_no_overlap(ask: Asker) -> None:
    assert await ways(ask, "u0", timing="CONSECUTIVE") == ["u0 u1 u2"]
    assert await ways(ask, "u2", timing="CONSECUTIVE", direction="DOWNWARD") == ["u2 u1 u0"]
    assert await ways(ask, "u0", timing="PAIRWISE") == ["u0 u1"]
    assert await ways(ask, "u0", timing="CONTINUOUS") == ["u0 u1"]


@pytest.mark.parametrize("timing", ["PAIRWISE", "CONSECUTIVE", "ANY"])
async def test_the_period_is_that_of_a_common_day(timing: str, ask: Asker) -> None:
    assert {str(chain["period"]) for chain in await chains(ask, "t0", timing=timing)} == {"None"}
    assert (await chains(ask, "t0"))[0]["period"]["text"] == "1 January 2004 – 1 January 2005"


async def test_as_of_binds_only_the_first_step_where_no_common_day_is_asked(ask: Asker) -> None:
    for timing, expected in (("PAIRWISE", ["t0 t1 t2 t3"]), ("CONSECUTIVE", ["t0 t1"]), ("ANY", ["t0 t1 t2 t3"])):
        assert await ways(ask, "t0", timing=timing, asOf="2001-01-01") == expected
        assert await ways(ask, "t0", timing=timing, asOf="2006-01-01") == []


async def test_lifetimes(ask: Asker) -> None:
    """No chain runs through a man who was dead by then; dates that are not asked for do not matter."""
    assert await ways(ask, "l0") == ["l0 l1 l2"]
    assert sorted(await ways(ask, "l0", timing="PAIRWISE")) == ["l0 l1 l2", "l0 l1 l3"]
    assert await ways(ask, "l0", asOf="2001-05-31") == ["l0 l1 l2"]
    assert await ways(ask, "l0", asOf="2001-06-01") == []


async def test_what_does_not_take_the_place_of_a_shorter_chain(ask: Asker) -> None:
    found = await chains(ask, "m0")
    assert [(along(chain), chain["certainty"]) for chain in found] == [
        ("m0 m1", "CERTAIN"),
        ("m0 m1 m2", "CERTAIN"),
        ("m0 m1 m3", "POSSIBLE"),
    ]
    assert found[2]["weakest"]["id"] == "m3-patron-of-m1"
    assert found[2]["sentence"] == "M1 is patron of M0; M3 is patron of M1 (alleged)."
    assert await ways(ask, "m0", sure="CERTAIN") == ["m0 m1", "m0 m1 m2"]


async def test_pages_of_chains(ask: Asker) -> None:
    found: list[str] = []
    after = None
    for number in range(3):
        answer = (await ask(PATRONAGE, {"around": "agency", "first": 2, "after": after}))["view"]["patronage"]
        assert answer["totalCount"] == 5
        assert answer["pageInfo"]["hasNextPage"] == (number < 2)
        assert answer["pageInfo"]["hasPreviousPage"] == (number > 0)
        found += map(along, answer["nodes"])
        after = answer["pageInfo"]["endCursor"]
    assert found == UPWARD
    for other in ({"maxDepth": 3}, {"direction": "BOTH"}, {"asOf": "2019-07-01"}, {"around": "chief"}):
        error = await ask.error(PATRONAGE, {"around": "agency", "after": after, **other})
        assert error["extensions"]["code"] == "BAD_CURSOR"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ({"timing": "SNAPSHOT"}, "BAD_INPUT", "asOf"),
        ({"maxDepth": 0}, "BAD_INPUT", "maxDepth"),
        ({"maxDepth": 9}, "BAD_INPUT", "maxDepth"),
        ({"maxDepth": 50}, "BAD_INPUT", "maxDepth"),
        ({"maxDepth": -1}, "BAD_INPUT", "maxDepth"),
        ({"around": "land"}, "BAD_INPUT", "around"),
        ({"around": "fair"}, "BAD_INPUT", "around"),
        ({"around": "cheif"}, "NOT_FOUND", "around"),
        ({"around": CROWD[0], "maxDepth": 5}, "TOO_BROAD", "10,000"),
    ],
)
async def test_what_cannot_be_asked(arguments: dict[str, Any], code: str, words: str, ask: Asker) -> None:
    error = await ask.error(PATRONAGE, {"around": "agency", **arguments})
    assert error["extensions"]["code"] == code
    assert words in error["message"] + error["extensions"].get("suggestion", "")
    assert error["path"] == ["view", "patronage"]


async def test_the_nearest_names_are_told(ask: Asker) -> None:
    error = await ask.error(PATRONAGE, {"around": "cheif"})
    assert error["extensions"]["nearest"][0] == "chief"
    assert "chief" in error["extensions"]["suggestion"]
