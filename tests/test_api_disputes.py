"""What the sources contradict each other on, as clients see it. The world is `tests/data/quarrels.yaml`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import made_up

DISPUTES = """query ($asOf: Date, $knownAt: Date, $about: ID) { view(asOf: $asOf, knownAt: $knownAt) {
  disputes(about: $about, first: 100) { totalCount nodes { id aspect question tie { id standing certainty }
    about { id } claims { id } remarks { id }
    positions { text claims { id } remarks { id } } } } } }"""


@pytest.fixture(scope="module")
def quarrels(engine: Engine) -> Iterator[Address]:
    yield from made_up(engine, "quarrels.yaml")


@pytest.fixture
def ask(quarrels: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(quarrels)


async def disputes(ask: Asker, **variables: str) -> dict[str, Any]:
    """By their ids."""
    found = (await ask(DISPUTES, variables))["view"]["disputes"]
    assert found["totalCount"] == len(found["nodes"])
    return {node["id"]: node for node in found["nodes"]}


def sides(dispute: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What each position says, and the ids of the claims and remarks on it."""
    return [(side["text"], [each["id"] for each in side["claims"] + side["remarks"]]) for side in dispute["positions"]]


async def test_every_dispute_and_nothing_else(ask: Asker) -> None:
    found = await disputes(ask)
    assert list(found) == [
        "anna-allied-with-boris:tie",
        "anna-clerk-of-mill:end",
        "boris-appointed-carl:role",
        "carl-heads-bank:start",
        "where-was-anna",
    ]


async def test_the_tie_itself(ask: Asker) -> None:
    dispute = (await disputes(ask))["anna-allied-with-boris:tie"]
    assert dispute["aspect"] == "TIE" and dispute["question"] is None
    assert dispute["tie"] == {"id": "anna-allied-with-boris", "standing": "DISPUTED", "certainty": None}
    assert sides(dispute) == [("It is so.", ["allies-yes"]), ("It is not so.", ["allies-no"])]
    assert [each["id"] for each in dispute["claims"]] == ["allies-yes", "allies-no"], "by reported day"
    assert [each["id"] for each in dispute["about"]] == ["anna", "boris"]


async def test_a_start_and_who_saw_it_hold_before(ask: Asker) -> None:
    """The year stands with the day that it contains once it is known to have begun by then."""
    dispute = (await disputes(ask))["carl-heads-bank:start"]
    assert sides(dispute) == [
        ("It began on 10 January 2019.", ["head-january", "head-that-year"]),
        ("It began on 10 June 2019.", ["head-june"]),
        ("It held on 5 May 2018.", ["head-seen-before"]),
    ]
    assert [each["id"] for each in dispute["claims"]] == [
        "head-january", "head-june", "head-that-year", "head-seen-before",
    ]  # fmt: skip


async def test_an_end_and_its_denial(ask: Asker) -> None:
    dispute = (await disputes(ask))["anna-clerk-of-mill:end"]
    assert sides(dispute) == [
        ("It ended on 5 December 2019.", ["clerk-left"]),
        ("It ended on 17 December 2019.", ["clerk-leaves"]),
        ("Not so: denied for 5 December 2019.", ["clerk-stays"]),
    ]


async def test_a_role(ask: Asker) -> None:
    dispute = (await disputes(ask))["boris-appointed-carl:role"]
    assert sides(dispute) == [
        ("In the role of Cook.", ["appointed-cook"]),
        ("Not in that role.", ["appointed-no-cook"]),
    ]
    assert [each["id"] for each in dispute["about"]] == ["boris", "carl", "mill"]


async def test_a_question_that_no_tie_can_hold(ask: Asker) -> None:
    dispute = (await disputes(ask))["where-was-anna"]
    assert (dispute["tie"], dispute["aspect"]) == (None, None)
    assert dispute["question"] == "Where was Anna on 7 July 2019?"
    assert sides(dispute) == [("In the port.", ["in-port"]), ("At home.", ["at-home"]), ("At sea.", ["at-sea"])]
    assert [each["id"] for each in dispute["claims"]] == ["in-port"]
    assert [each["id"] for each in dispute["remarks"]] == ["at-home", "at-sea"]
    assert [each["id"] for each in dispute["about"]] == ["anna"]


async def test_disputes_come_to_be_known(ask: Asker) -> None:
    """A question once two of its positions have something known in it; a tie once it is contradicted."""
    assert list(await disputes(ask, knownAt="2019-12-07")) == []
    assert list(await disputes(ask, knownAt="2019-12-08")) == ["anna-clerk-of-mill:end"]
    assert list(await disputes(ask, knownAt="2020-01-31")) == ["anna-clerk-of-mill:end"]
    known = await disputes(ask, knownAt="2020-02-01")
    assert list(known) == [
        "anna-allied-with-boris:tie", "anna-clerk-of-mill:end", "carl-heads-bank:start", "where-was-anna",
    ]  # fmt: skip
    assert sides(known["where-was-anna"]) == [("In the port.", ["in-port"]), ("At home.", ["at-home"])]
    known = await disputes(ask, knownAt="2020-03-31")
    assert sides(known["how-many-died"]) == [("Ten.", ["ten-dead"]), ("Nine.", ["nine-dead"])]
    assert "how-many-died" not in await disputes(ask, knownAt="2020-04-01"), "one side was taken back"


async def test_an_end_as_known_before_the_second_day_was_told(ask: Asker) -> None:
    known = await disputes(ask, knownAt="2019-12-10")
    assert sides(known["anna-clerk-of-mill:end"]) == [
        ("It ended on 5 December 2019.", ["clerk-left"]),
        ("Not so: denied for 5 December 2019.", ["clerk-stays"]),
    ]


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("anna", ["anna-allied-with-boris:tie", "anna-clerk-of-mill:end", "where-was-anna"]),
        ("bank", ["carl-heads-bank:start"]),
        # As an end of one tie, and as the institution that another concerns.
        ("mill", ["anna-clerk-of-mill:end", "boris-appointed-carl:role"]),
        ("port", []),
    ],
)
async def test_about_an_entity(about: str, expected: list[str], ask: Asker) -> None:
    assert list(await disputes(ask, about=about)) == expected


async def test_a_disputed_tie_is_given_though_it_does_not_hold(ask: Asker) -> None:
    """Disputes are looked at by what is known; the day only tells how sure the tie is on it."""
    on_a_day = await disputes(ask, asOf="2015-01-01")
    assert list(on_a_day) == list(await disputes(ask))
    assert on_a_day["anna-clerk-of-mill:end"]["tie"]["certainty"] == "POSSIBLE"
    assert on_a_day["boris-appointed-carl:role"]["tie"]["certainty"] is None
    later = await disputes(ask, asOf="2021-01-01")
    assert later["anna-clerk-of-mill:end"]["tie"]["certainty"] is None


async def test_about_nobody_is_an_error(ask: Asker) -> None:
    error = await ask.error('{ disputes(about: "anne") { totalCount } }')
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert error["extensions"]["nearest"][0] == "anna"
    assert error["extensions"]["suggestion"].startswith("Did you mean anna")
    assert error["path"] == ["disputes"]
