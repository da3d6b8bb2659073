"""What is different between two days, on both axes. The world is `tests/data/news.yaml`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import made_up

CHANGES = """query ($from: Date!, $to: Date!, $axis: TimeAxis, $about: ID, $kinds: [TieKind!]) {
  changes(from: $from, to: $to, axis: $axis, about: $about, kinds: $kinds, first: 100) { totalCount nodes {
    kind date claims { id } tie { id standing certainty period { end latestEnd } claims { nodes { id } } } } } }"""


@pytest.fixture(scope="module")
def news(engine: Engine) -> Iterator[Address]:
    yield from made_up(engine, "news.yaml")


@pytest.fixture
def ask(news: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(news)


async def changes(ask: Asker, start: str, end: str, **variables: Any) -> list[dict[str, Any]]:
    found = (await ask(CHANGES, {"from": start, "to": end, **variables}))["changes"]
    assert found["totalCount"] == len(found["nodes"])
    return list(found["nodes"])


def told(found: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    return [(each["tie"]["id"], each["kind"], each["date"]) for each in found]


APPOINTED = ("frank-appointed-gina", "BEGAN", "[2020-01-10..2020-01-12]")
CLERK = ("frank-clerk-of-mill", "BEGAN", "2019-05-05")
FORMER = ("frank-member-of-guild", "ENDED", "[..2020-02-01]")
JOINED = ("gina-member-of-guild", "BEGAN", "2020-01")
LEFT = ("gina-member-of-guild", "ENDED", "2020-03-10")


async def test_what_happened_by_earliest_day(ask: Asker) -> None:
    """Only what a claim asserts that counts now, and nothing of ties that every claim denies."""
    assert told(await changes(ask, "2019-01-01", "2020-12-31")) == [FORMER, CLERK, JOINED, APPOINTED, LEFT]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # Its possible days are the 10th to the 12th: without the day of `from`, with the day of `to`.
        ("2020-01-11", "2020-01-20", [JOINED, APPOINTED]),
        ("2020-01-12", "2020-01-20", [JOINED]),
        ("2020-01-01", "2020-01-09", [JOINED]),
        ("2020-01-01", "2020-01-10", [JOINED, APPOINTED]),
        # No day lies after the 11th and up to it, however many possible ones lie around it.
        ("2020-01-11", "2020-01-11", []),
        ("2020-01-30", "2020-01-31", [JOINED]),
        ("2020-02-01", "2020-03-09", []),
        ("2020-02-01", "2020-03-10", [LEFT]),
        ("2020-03-10", "2020-12-31", []),
        ("2020-03-09", "2020-03-09", []),
        ("2019-05-04", "2019-05-05", [CLERK]),
        ("2019-05-05", "2019-06-01", []),
    ],
)
async def test_the_days_after_from_up_to_and_including_to(
    start: str, end: str, expected: list[tuple[str, str, str]], ask: Asker
) -> None:
    found = told(await changes(ask, start, end))
    assert [each for each in found if each != FORMER] == expected
    assert (FORMER in found) == (start < "2020-02-01" and start < end)


async def test_the_claims_that_assert_a_begin_or_end(ask: Asker) -> None:
    found = await changes(ask, "2019-01-01", "2020-12-31")
    said = {(each["tie"]["id"], each["kind"]): [claim["id"] for claim in each["claims"]] for each in found}
    assert said == {
        ("frank-member-of-guild", "ENDED"): ["frank-former"],
        ("frank-clerk-of-mill", "BEGAN"): ["frank-registered"],
        ("gina-member-of-guild", "BEGAN"): ["gina-member"],
        ("frank-appointed-gina", "BEGAN"): ["frank-appoints"],
        ("gina-member-of-guild", "ENDED"): ["gina-member"],
    }


async def test_what_was_reported(ask: Asker) -> None:
    """At most one change for each tie and day, the first that fits; what says nothing new is none."""
    found = await changes(ask, "2020-01-01", "2021-12-31", axis="KNOWLEDGE")
    assert told(found) == [
        ("eva-heads-mill", "REPORTED", "2020-02-01"),
        ("eva-rival-of-frank", "REPORTED", "2020-02-01"),
        ("frank-appointed-gina", "REPORTED", "2020-02-01"),
        ("frank-clerk-of-mill", "REPORTED", "2020-02-01"),
        ("frank-member-of-guild", "REPORTED", "2020-02-01"),
        ("eva-heads-mill", "REVISED", "2020-03-01"),
        ("gina-member-of-guild", "REPORTED", "2020-03-13"),
        ("eva-heads-mill", "DISPUTED", "2020-04-01"),
        ("eva-heads-mill", "REVISED", "2020-05-01"),
        ("eva-heads-mill", "RETRACTED", "2020-06-01"),
    ]


async def test_the_claims_of_the_day_and_the_tie_as_after_it(ask: Asker) -> None:
    found = await changes(ask, "2020-01-01", "2021-12-31", axis="KNOWLEDGE", kinds=["HOLDS_POST"])
    eva = {each["date"]: each for each in found if each["tie"]["id"] == "eva-heads-mill"}
    assert {day: [claim["id"] for claim in each["claims"]] for day, each in eva.items()} == {
        "2020-02-01": ["eva-starts", "eva-starts-too"],
        "2020-03-01": ["eva-ends"],
        "2020-04-01": ["eva-stays"],
        "2020-05-01": ["eva-stays"],
        "2020-06-01": ["eva-starts", "eva-starts-too", "eva-ends"],
    }
    assert {day: each["tie"]["standing"] for day, each in eva.items()} == {
        "2020-02-01": "ESTABLISHED",
        "2020-03-01": "ESTABLISHED",
        "2020-04-01": "DISPUTED",
        "2020-05-01": "ESTABLISHED",
        "2020-06-01": "ESTABLISHED",
    }
    assert {day: each["tie"]["period"]["end"] for day, each in eva.items()} == {
        "2020-02-01": None,
        "2020-03-01": "2020-02-20",
        "2020-04-01": "2020-02-20",
        "2020-05-01": "2020-02-20",
        "2020-06-01": "2020-02-20",
    }
    known = {day: [claim["id"] for claim in each["tie"]["claims"]["nodes"]] for day, each in eva.items()}
    assert known["2020-02-01"] == ["eva-starts", "eva-starts-too"]
    assert known["2020-04-01"] == ["eva-starts", "eva-starts-too", "eva-ends", "eva-stays"]
    assert known["2020-06-01"] == [], "as last known: nothing counts any longer"


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2020-01-31", "2020-02-01", ["2020-02-01"]),
        ("2020-02-01", "2020-02-29", []),
        ("2020-02-01", "2020-03-01", ["2020-03-01"]),
        ("2020-05-31", "2020-06-01", ["2020-06-01"]),
        ("2020-06-01", "2030-01-01", []),
        ("2020-02-01", "2020-02-01", []),
    ],
)
async def test_days_of_knowledge_after_from_up_to_and_including_to(
    start: str, end: str, days: list[str], ask: Asker
) -> None:
    found = await changes(ask, start, end, axis="KNOWLEDGE", about="eva", kinds=["HOLDS_POST"])
    assert [each["date"] for each in found] == days


@pytest.mark.parametrize("axis", ["WORLD", "KNOWLEDGE"])
async def test_about_an_end_or_the_institution_that_a_tie_concerns(axis: str, ask: Asker) -> None:
    async def concerned(about: str, **more: Any) -> set[str]:
        found = await changes(ask, "2019-01-01", "2021-12-31", axis=axis, about=about, **more)
        return {each["tie"]["id"] for each in found}

    mill = {"frank-appointed-gina", "frank-clerk-of-mill"}
    assert await concerned("mill") - {"eva-heads-mill"} == mill
    assert await concerned("guild") == {"gina-member-of-guild", "frank-member-of-guild"}
    assert await concerned("gina") == {"gina-member-of-guild", "frank-appointed-gina"}
    assert await concerned("mill", kinds=["APPOINTED"]) == {"frank-appointed-gina"}
    assert await concerned("mill", kinds=[]) == set()


async def test_questions_that_cannot_be_asked(ask: Asker) -> None:
    for variables, code in (
        ({"from": "2020-02-01", "to": "2020-01-01"}, "BAD_INPUT"),
        ({"from": "2020-02-30", "to": "2020-03-01"}, "BAD_INPUT"),
        ({"from": "2020", "to": "2020-03-01"}, "BAD_INPUT"),
        ({"from": "2020-01-01", "to": "2020-03-01", "about": "miller"}, "NOT_FOUND"),
    ):
        error = await ask.error(CHANGES, variables)
        assert error["extensions"]["code"] == code, variables


@pytest.mark.parametrize("known", ["2019-12-31", "2020-01-31", "2020-02-15", "2020-12-31"])
async def test_a_view_tells_of_no_report_after_its_day_of_knowledge(known: str, ask: Asker) -> None:
    asked = {"from": "2019-01-01", "to": "2021-12-31", "axis": "KNOWLEDGE"}
    inside = CHANGES.replace("$kinds: [TieKind!])", "$kinds: [TieKind!], $known: Date)")
    inside = inside.replace("changes(", "view(knownAt: $known) { changes(") + " }"
    found = (await ask(inside, {**asked, "known": known}))["view"]["changes"]["nodes"]
    assert found == await changes(ask, asked["from"], known, axis="KNOWLEDGE")
    assert all(each["date"] <= known for each in found)
    everything = await changes(ask, asked["from"], asked["to"], axis="KNOWLEDGE")
    assert any(each["date"] > "2020-02-15" for each in everything)
