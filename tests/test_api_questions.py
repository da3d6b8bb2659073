"""Questions weighed as competing hypotheses, as clients see them. The world is `tests/data/weighed.yaml`.

Those of the seed data are asked in `test_questions.py`.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import made_up

WEIGHED = """fragment weighed on Question { id text about { id }
  hypotheses { number text rank leads inconsistency weightedInconsistency claims { id } remarks { id }
    counts { rating count } }
  evidence { claim { id } remark { id } source { id } reliability credibility ratings note diagnostic decisive } }"""
ONE = f"""query ($id: ID!, $asOf: Date, $knownAt: Date, $policy: PolicyInput) {{
  view(asOf: $asOf, knownAt: $knownAt, policy: $policy) {{ question(id: $id) {{ ...weighed }} }} }} {WEIGHED}"""
LIST = f"""query ($about: ID, $knownAt: Date, $first: Int, $after: String) {{
  view(knownAt: $knownAt) {{ questions(about: $about, first: $first, after: $after) {{
    totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ ...weighed }} }} }} }} {WEIGHED}"""


@pytest.fixture(scope="module")
def village(engine: Engine) -> Iterator[Address]:
    yield from made_up(engine, "weighed.yaml")


@pytest.fixture
def told(village: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(village)


async def one(ask: Asker, identity: str = "where-was-anna", **view: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await ask(ONE, {"id": identity, **view}))["view"]["question"]
    return found


def order(question: dict[str, Any]) -> list[tuple[str, int | None, bool]]:
    return [(each["text"], each["rank"], each["leads"]) for each in question["hypotheses"]]


def matrix(question: dict[str, Any]) -> dict[str, list[str]]:
    return {(each["claim"] or each["remark"])["id"]: each["ratings"] for each in question["evidence"]}


async def test_the_least_inconsistent_comes_first(told: Asker) -> None:
    question = await one(told)
    assert question["text"] == "Where was Anna?"
    assert [each["id"] for each in question["about"]] == ["anna", "hill", "port"]
    assert order(question) == [("At sea.", 1, True), ("On the hill.", 2, False), ("In the port.", 3, False)]
    sea, hill, port = question["hypotheses"]
    assert [each["number"] for each in (sea, hill, port)] == [1, 3, 2]
    assert [each["inconsistency"] for each in (sea, hill, port)] == [1, 2, 2]
    # E and 5 are low: 1/√2 each. A and 1 are high: √2 each; no grade and 3 are medium; 2 lies between 1 and 3.
    assert sea["weightedInconsistency"] == pytest.approx(0.5)
    assert hill["weightedInconsistency"] == pytest.approx(2 * 0.5 + 2**0.75)
    assert port["weightedInconsistency"] == pytest.approx(2 * 2 + 2 * 1)
    assert [each["id"] for each in port["claims"]] == ["in-port"] and port["remarks"] == []
    assert {each["rating"]: each["count"] for each in hill["counts"]} == {
        "CC": 1, "C": 2, "N": 0, "I": 1, "II": 1, "NA": 0,
    }  # fmt: skip


async def test_the_matrix(told: Asker) -> None:
    question = await one(told)
    # One rating for each hypothesis, in their order in this view: at sea, on the hill, in the port.
    assert matrix(question) == {
        "on-hill": ["NA", "CC", "II"],
        "wet-shoes": ["C", "I", "C"],
        "in-port": ["I", "II", "CC"],
        "not-in-port": ["C", "C", "II"],
        "tired": ["C", "C", "C"],
    }
    assert list(matrix(question)) == ["on-hill", "wet-shoes", "in-port", "not-in-port", "tired"], "by reported day"
    found = {(each["claim"] or each["remark"])["id"]: each for each in question["evidence"]}
    assert (found["in-port"]["reliability"], found["in-port"]["credibility"]) == ("E", 5)
    assert (found["tired"]["reliability"], found["tired"]["credibility"]) == (None, 6)
    assert found["in-port"]["source"] == {"id": "herald"} and found["in-port"]["note"] == "Nobody else saw her."
    assert found["in-port"]["remark"] is None and found["wet-shoes"]["claim"] is None
    assert [identity for identity, each in found.items() if not each["diagnostic"]] == ["tired"]
    assert not any(each["decisive"] for each in found.values())


async def test_the_order_changes_with_the_day_of_knowledge(told: Asker) -> None:
    """Only what is known is weighed, and only answers that somebody has given."""
    assert order(await one(told, knownAt="2019-12-31")) == []
    january = await one(told, knownAt="2020-01-10")
    assert order(january) == [("On the hill.", 1, False)]
    assert matrix(january) == {"on-hill": ["CC"], "wet-shoes": ["I"]}
    february = await one(told, knownAt="2020-02-10")
    assert order(february) == [("On the hill.", 1, True), ("In the port.", 2, False)]
    assert matrix(february)["in-port"] == ["II", "CC"]
    assert [each["decisive"] for each in february["evidence"]] == [True, False, False], "what the lead hangs on"
    assert order(await one(told, knownAt="2020-03-01"))[0] == ("At sea.", 1, True)


async def test_the_order_changes_with_whom_one_believes(told: Asker) -> None:
    """Without the last paper the question is as it was before that paper came."""
    assert await one(told, policy={"withoutSources": ["letter"]}) == await one(told, knownAt="2020-02-10")
    assert order(await one(told, policy={"reliability": "B"})) == [("On the hill.", 1, False)]
    herald = await one(told, policy={"sources": ["herald", "letter"]})
    assert order(herald) == [("At sea.", 1, True), ("In the port.", 2, False)]
    assert matrix(herald) == {"in-port": ["I", "CC"], "not-in-port": ["C", "II"], "tired": ["C", "C"]}


async def test_what_is_no_longer_said_is_no_longer_weighed(told: Asker) -> None:
    assert "sunburnt" in matrix(await one(told, knownAt="2020-01-29"))
    assert "sunburnt" not in matrix(await one(told, knownAt="2020-01-30"))


async def test_the_day_that_is_looked_at_is_of_no_account(told: Asker) -> None:
    assert await one(told, asOf="1999-01-01") == await one(told)


async def test_without_evidence_hypotheses_stand_as_recorded(told: Asker) -> None:
    question = await one(told, "how-many-ships")
    assert order(question) == [("Ten.", None, False), ("Nine.", None, False)]
    assert {(each["inconsistency"], each["weightedInconsistency"]) for each in question["hypotheses"]} == {(None, None)}
    assert question["evidence"] == []
    assert all(count["count"] == 0 for each in question["hypotheses"] for count in each["counts"])


async def test_the_list_holds_questions_of_which_two_sides_are_known(told: Asker) -> None:
    async def ids(**arguments: str) -> list[str]:
        found = (await told(LIST, arguments))["view"]["questions"]
        assert found["totalCount"] == len(found["nodes"])
        return [each["id"] for each in found["nodes"]]

    assert await ids() == ["how-many-ships", "where-was-anna"]
    assert await ids(about="hill") == ["where-was-anna"]
    assert await ids(knownAt="2020-02-10") == ["where-was-anna"]
    assert await ids(knownAt="2020-01-10") == []
    # By its id a question answers all the same.
    assert (await one(told, "who-knows"))["text"] == "Who knows?"
    assert await one(told, "nothing") is None and await one(told, "anna") is None
    error = await told.error('{ questions(about: "anne") { totalCount } }')
    assert (error["extensions"]["code"], error["extensions"]["nearest"][0]) == ("NOT_FOUND", "anna")


async def test_pages(told: Asker) -> None:
    first = (await told(LIST, {"first": 1}))["view"]["questions"]
    assert ([each["id"] for each in first["nodes"]], first["totalCount"]) == (["how-many-ships"], 2)
    assert first["pageInfo"]["hasNextPage"]
    second = (await told(LIST, {"first": 1, "after": first["pageInfo"]["endCursor"]}))["view"]["questions"]
    assert [each["id"] for each in second["nodes"]] == ["where-was-anna"]
    assert not second["pageInfo"]["hasNextPage"]


async def test_any_page_is_one_trip(told: Asker) -> None:
    fields = "hypotheses { rank claims { id } } evidence { ratings reliability source { title } claim { id } }"
    for first in (1, 100):
        await told(f"{{ questions(first: {first}) {{ totalCount nodes {{ id {fields} }} }} }}")
        assert told.trips == 2, "the data version, and the page"
    aliases = " ".join(f'q{n}: question(id: "{name}") {{ {fields} }}' for n, name in enumerate(["where-was-anna"] * 3))
    await told(f'{{ {aliases} other: question(id: "how-many-ships") {{ {fields} }} }}')
    assert told.trips == 2


async def test_a_question_is_a_node(told: Asker) -> None:
    answer = await told(
        """{ node(id: "where-was-anna") { id ... on Question { text hypotheses { text } } }
             nodes(ids: ["anna", "how-many-ships"]) { __typename id } }"""
    )
    assert answer["node"]["text"] == "Where was Anna?" and len(answer["node"]["hypotheses"]) == 3
    assert answer["nodes"][1] == {"__typename": "Question", "id": "how-many-ships"}


async def test_a_dispute_has_its_hypotheses(told: Asker) -> None:
    """In order of rank, beside the positions as recorded; a tie in dispute has none."""
    answer = await told(
        "{ disputes { nodes { id tie { id } positions { text remarks { id } } hypotheses { text rank } } } }"
    )
    found = {each["id"]: each for each in answer["disputes"]["nodes"]}
    assert found.keys() == {"anna-in-port:tie", "how-many-ships", "where-was-anna"}
    assert found["anna-in-port:tie"]["hypotheses"] == []
    where = found["where-was-anna"]
    assert [each["text"] for each in where["positions"]] == ["At sea.", "In the port.", "On the hill."]
    assert [each["text"] for each in where["hypotheses"]] == ["At sea.", "On the hill.", "In the port."]
    # Evidence is not put into positions.
    assert [[each["id"] for each in position["remarks"]] for position in where["positions"]] == [["at-sea"], [], []]
