"""Derived ties as clients see them, and chains along them, in the world of `tests/data/careers.yaml` and a crowd."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import claim, entity, made_up, told
from tests.made_up import tie as defined

DERIVED = """query ($of: ID, $with: ID, $kinds: [DerivedKind!], $asOf: Date, $knownAt: Date, $sure: Certainty,
  $first: Int, $after: String) {
  view(asOf: $asOf, knownAt: $knownAt, certainty: $sure) {
    derivedTies(of: $of, with: $with, kinds: $kinds, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { id kind certainty sentence from { id } to { id } within { id } basis { id } sources { id }
        period { start end earliestStart latestStart earliestEnd latestEnd text } } } } }"""
PATRONAGE = """query ($around: ID!, $direction: Direction, $derived: [DerivedKind!], $through: [TieKind!], $asOf: Date,
  $standing: [Standing!], $timing: Timing, $sure: Certainty, $maxDepth: Int) {
  view(asOf: $asOf, certainty: $sure) { patronage(around: $around, direction: $direction, derived: $derived,
    through: $through, standing: $standing, timing: $timing, maxDepth: $maxDepth, first: 100) {
    totalCount nodes { sentence certainty period { earliestStart } weakest { id } weakestDerived { id }
      start { id } steps { from { id } to { id } reversed tie { id } derived { id kind } parallel { id }
      parallelDerived { id } } } } } }"""

CROWD = [f"crowd-{number:03}" for number in range(160)]


@pytest.fixture(scope="module")
def careers(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    folder: Path = tmp_path_factory.mktemp("crowd")
    for address in made_up(engine, "careers.yaml"):
        posts = [defined("HOLDS_POST", each, "works", role="Worker") for each in CROWD]
        claims = [claim(post, "paper", start="2010-01-01", end="..") for post in posts]
        told(address, folder, [entity("works", "INSTITUTION"), *map(entity, CROWD), *claims], "crowd")
        yield address


@pytest.fixture
def ask(careers: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(careers)


async def derived(ask: Asker, **arguments: Any) -> list[dict[str, Any]]:
    found = (await ask(DERIVED, {"first": 100, **arguments}))["view"]["derivedTies"]
    assert found["totalCount"] == len(found["nodes"])
    return list(found["nodes"])


def pairs(found: list[dict[str, Any]]) -> list[str]:
    return sorted(f"{each['from']['id']} {each['to']['id']} {each['within']['id']}" for each in found)


async def test_what_a_derived_tie_tells(ask: Asker) -> None:
    (found,) = await derived(ask, of="junior", kinds=["SHARED_TENURE"], **{"with": "peer"})
    assert found == {
        "id": "shared-tenure:junior-of-bureau:peer-of-bureau", "kind": "SHARED_TENURE", "certainty": "CERTAIN",
        "sentence": "Junior (clerk) and Peer (adviser) held posts at Bureau at the same time.",
        "from": {"id": "junior"}, "to": {"id": "peer"}, "within": {"id": "bureau"},
        "basis": [{"id": "junior-of-bureau"}, {"id": "peer-of-bureau"}], "sources": [{"id": "paper"}, {"id": "radio"}],
        "period": {"start": "[2007-01-01..2007-12-31]", "end": "2008-01-01", "earliestStart": "2007-01-01",
                   "latestStart": "2007-12-31", "earliestEnd": "2008-01-01", "latestEnd": "2008-01-01",
                   "text": "between 1 January and 31 December 2007 – 1 January 2008"},
    }  # fmt: skip
    (origin,) = await derived(ask, kinds=["SHARED_ORIGIN"])
    assert origin["period"] == dict.fromkeys(
        ("start", "end", "earliestStart", "latestStart", "earliestEnd", "latestEnd")
    ) | {"text": "always"}


async def test_whoever_served_together(ask: Asker) -> None:
    """Two ministers one after the other did not, nor did anybody with one of whom it is only denied."""
    assert pairs(await derived(ask, of="junior", kinds=["SHARED_TENURE"])) == [
        "junior peer bureau", "junior rumoured bureau", "junior second ministry", "junior third ministry",
    ]  # fmt: skip
    (rumoured,) = await derived(ask, of="rumoured", kinds=["SHARED_TENURE"])
    assert (rumoured["certainty"], rumoured["sentence"][-10:]) == ("POSSIBLE", "(alleged).")
    assert await derived(ask, of="denied") == []


async def test_whoever_rose_under_whom(ask: Asker) -> None:
    """Under the head of the bureau's ministry, and of the country; the bureau's own has no head."""
    found = await derived(ask, of="first", kinds=["PROMOTED_UNDER"])
    assert pairs(found) == [
        "first president land", "first president land", "junior first ministry", "rumoured first ministry",
    ]  # fmt: skip
    under = {each["id"]: each for each in await derived(ask, of="president", kinds=["PROMOTED_UNDER"])}
    found_one = under["promoted-under:junior-of-bureau:president-heads-land"]
    assert [each["id"] for each in found_one["basis"]] == [
        "junior-of-bureau", "president-heads-land", "bureau-part-of-ministry", "ministry-part-of-land",
    ]  # fmt: skip
    assert found_one["sentence"] == (
        "Junior became clerk of Bureau while President was president of Land, of which it was part."
    )
    assert len(under) == 8


async def test_where_two_come_from_and_studied(ask: Asker) -> None:
    assert pairs(await derived(ask, kinds=["SHARED_ORIGIN", "SHARED_EDUCATION"])) == [
        "junior third academy", "peer second village",
    ]  # fmt: skip


async def test_whoever_followed_whom(ask: Asker) -> None:
    """Nineteen days are no gap, a year and a half is one; and who followed the third is told."""
    (found,) = await derived(ask, kinds=["SUCCESSOR_IN_POST"])
    assert pairs([found]) == ["second first ministry"]
    assert found["sentence"] == "Second followed First as minister of Ministry."


async def test_of_one_person_as_of_all(ask: Asker) -> None:
    kinds = ["PROMOTED_UNDER", "SHARED_ORIGIN", "SHARED_EDUCATION", "SUCCESSOR_IN_POST"]
    every = await derived(ask, kinds=kinds)
    for person in ("president", "first", "second", "third", "junior", "peer", "rumoured"):
        mine = [each for each in every if person in (each["from"]["id"], each["to"]["id"])]
        assert await derived(ask, of=person, kinds=kinds) == mine
        assert await derived(ask, kinds=kinds, **{"with": person}) == mine
    assert await derived(ask, of="junior", kinds=[]) == []
    assert await derived(ask, kinds=[]) == []


async def test_on_a_day(ask: Asker) -> None:
    """Shared tenure holds while both serve; what came about has held since."""

    async def on(day: str, **more: Any) -> list[str]:
        return [each["id"].split(":")[0] for each in await derived(ask, of="junior", asOf=day, **more)]

    # Together with the rumoured one; under the first minister and the president; and in school with the third.
    assert await on("2004-06-01") == [
        "shared-education", "promoted-under", "promoted-under", "shared-tenure",
    ]  # fmt: skip
    assert await on("2009-06-01", kinds=["SHARED_TENURE"]) == ["shared-tenure"]
    assert len(await on("2009-06-01", kinds=["PROMOTED_UNDER"])) == 4
    assert await on("2012-06-01", kinds=["SHARED_TENURE"]) == []
    assert await on("2003-04-30", kinds=["PROMOTED_UNDER"]) == []
    (possible,) = await derived(ask, of="junior", asOf="2007-06-01", kinds=["SHARED_TENURE"])
    assert possible["certainty"] == "POSSIBLE"
    assert await derived(ask, of="junior", asOf="2007-06-01", kinds=["SHARED_TENURE"], sure="CERTAIN") == []


async def test_only_what_is_certain_and_known(ask: Asker) -> None:
    assert "rumoured" not in " ".join(pairs(await derived(ask, of="junior", sure="CERTAIN")))
    known = pairs(await derived(ask, of="junior", knownAt="2020-06-01", kinds=["SHARED_TENURE"]))
    assert known == ["junior peer bureau", "junior rumoured bureau"], "the memoir is of 2021"


async def test_pages(ask: Asker) -> None:
    kinds = ["PROMOTED_UNDER"]
    every = [each["id"] for each in await derived(ask, kinds=kinds)]
    found: list[str] = []
    after = None
    for _ in range(0, len(every), 5):
        page = (await ask(DERIVED, {"kinds": kinds, "first": 5, "after": after}))["view"]["derivedTies"]
        assert page["totalCount"] == len(every)
        found += [each["id"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert found == every


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ({"of": "junio"}, "NOT_FOUND", "junior"),
        ({"of": "junior", "with": "per"}, "NOT_FOUND", "with"),
        ({"of": "ministry"}, "BAD_INPUT", "of: Ministry"),
        ({}, "TOO_BROAD", "(of)"),
        ({"kinds": ["SHARED_TENURE"]}, "TOO_BROAD", "10,000"),
    ],
)
async def test_what_cannot_be_asked(arguments: dict[str, Any], code: str, words: str, ask: Asker) -> None:
    error = await ask.error(DERIVED, arguments)
    assert error["extensions"]["code"] == code
    assert words in error["message"] + error["extensions"].get("suggestion", "")


async def test_one_of_a_crowd_may_be_asked_about(ask: Asker) -> None:
    found = (await ask(DERIVED, {"of": CROWD[7], "kinds": ["SHARED_TENURE"]}))["view"]["derivedTies"]
    assert found["totalCount"] == len(CROWD) - 1


async def test_as_many_trips_for_all_persons_as_for_one(ask: Asker) -> None:
    """The version, the persons; their posts, parts and successions, whoever served there; names; sources."""
    one = '{ person(id: "junior") { derivedTies { nodes { sentence sources { title } } } } }'
    every = """{ people(first: 100) { nodes { derivedTies(kinds: [PROMOTED_UNDER, SHARED_TENURE]) {
      totalCount nodes { sentence sources { title } } } } } }"""
    some = every.replace("first: 100", "last: 13")
    answer = await ask(one)
    assert answer["person"]["derivedTies"]["nodes"]
    assert ask.trips == 1 + 1 + 3 + 2
    answer = await ask(some)
    assert sum(each["derivedTies"]["totalCount"] > 0 for each in answer["people"]["nodes"]) > 5
    assert ask.trips == 1 + 1 + 3 + 2
    error = await ask.error(every)
    assert error["extensions"]["code"] == "TOO_BROAD", "a hundred of the crowd"


# Chains.


async def chains(ask: Asker, around: str, **arguments: Any) -> list[dict[str, Any]]:
    found = (await ask(PATRONAGE, {"around": around, **arguments}))["view"]["patronage"]
    return list(found["nodes"])


def along(chain: dict[str, Any]) -> str:
    return " ".join([chain["start"]["id"], *(step["to"]["id"] for step in chain["steps"])])


async def test_without_derived_nothing_derived_takes_part(ask: Asker) -> None:
    assert await chains(ask, "junior", asOf="2010-01-02") == []
    assert await chains(ask, "junior", derived=[]) == []


async def test_a_head_stands_behind_whoever_was_promoted_under_them(ask: Asker) -> None:
    found = await chains(ask, "junior", derived=["PROMOTED_UNDER"], asOf="2004-06-01")
    assert [along(chain) for chain in found] == ["junior president", "junior first backer", "junior first president"]
    found = found[1:]
    (hop, last) = found[0]["steps"]
    assert hop == {
        "from": {"id": "junior"}, "to": {"id": "first"}, "reversed": False, "tie": {"id": "junior-of-bureau"},
        "derived": {"id": "promoted-under:junior-of-bureau:first-heads-ministry", "kind": "PROMOTED_UNDER"},
        "parallel": [], "parallelDerived": [],
    }  # fmt: skip
    assert (last["tie"], last["derived"]) == ({"id": "backer-patron-of-first"}, None)
    assert found[0]["certainty"] == "CERTAIN"
    assert found[0]["sentence"] == (
        "Junior became clerk of Bureau while First was minister of Ministry, of which it was part; "
        "Backer is patron of First."
    )
    down = await chains(ask, "first", direction="DOWNWARD", derived=["PROMOTED_UNDER"], asOf="2003-06-01")
    assert [(along(chain), chain["steps"][0]["reversed"]) for chain in down] == [("first junior", True)]


async def test_partners_lead_either_way_and_end_no_chain(ask: Asker) -> None:
    for direction in ("UPWARD", "DOWNWARD"):
        found = await chains(ask, "second", derived=["SHARED_ORIGIN"], direction=direction, through=[])
        assert [along(chain) for chain in found] == ["second peer"]
        assert found[0]["steps"][0]["reversed"] is True, "it is read from peer to second"
    # As with allies, whoever served together does not make the shorter chain superfluous.
    found = await chains(ask, "junior", derived=["PROMOTED_UNDER", "SHARED_TENURE"], asOf="2009-06-01", maxDepth=2,
                         through=[])  # fmt: skip
    assert {"junior second", "junior second president"} & {along(chain) for chain in found}


async def test_the_days_of_the_derived_tie_count(ask: Asker) -> None:
    """Before the promotion there is no chain; on the day itself there is; under CERTAIN no hearsay takes part."""
    for day, expected in (
        ("2003-04-30", []),
        ("2003-05-01", ["junior president", "junior first backer", "junior first president"]),
    ):
        found = await chains(ask, "junior", derived=["PROMOTED_UNDER"], asOf=day, maxDepth=2)
        assert [along(chain) for chain in found] == expected
    found = await chains(ask, "rumoured", derived=["PROMOTED_UNDER"], maxDepth=1)
    assert [along(chain) for chain in found] == ["rumoured first", "rumoured president"]
    assert {chain["certainty"] for chain in found} == {"POSSIBLE"}
    assert found[0]["weakest"] == {"id": "rumoured-of-bureau"}
    assert found[0]["weakestDerived"] == {"id": "promoted-under:rumoured-of-bureau:first-heads-ministry"}
    assert await chains(ask, "rumoured", derived=["PROMOTED_UNDER"], sure="CERTAIN") == []
    assert await chains(ask, "rumoured", derived=["PROMOTED_UNDER"], standing=["ESTABLISHED"]) == []


async def test_derived_ties_between_the_same_two_are_parallel(ask: Asker) -> None:
    found = await chains(ask, "junior", derived=["PROMOTED_UNDER"], through=[], timing="ANY", maxDepth=1)
    (president,) = [chain for chain in found if along(chain) == "junior president"]
    (hop,) = president["steps"]
    both = {hop["derived"]["id"], *(each["id"] for each in hop["parallelDerived"])}
    assert both == {
        f"promoted-under:{post}:president-heads-land" for post in ("junior-of-bureau", "junior-of-ministry")
    }
    assert hop["parallel"] == []


async def test_around_an_institution_the_post_comes_first(ask: Asker) -> None:
    found = await chains(
        ask, "bureau", derived=["PROMOTED_UNDER"], asOf="2004-06-01", maxDepth=1, standing=["ESTABLISHED"]
    )
    assert [along(chain) for chain in found] == ["bureau junior first", "bureau junior president"]
