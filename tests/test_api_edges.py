"""What lists hold at their edges: events by their dates, ties without a possible day, wholes of wholes."""

from collections.abc import Callable
from pathlib import Path

from service.address import Address
from tests.conftest import Asker
from tests.made_up import claim, entity, source, tie, told
from tests.test_memory import same

# An event of which only an end is dated, and one that may have begun at any time.
EVENTS = [
    source("paper", "2020-03-01"),
    entity("ann"),
    entity("fair", "EVENT"),
    entity("feast", "EVENT"),
    entity("town", "PLACE"),
    claim(tie("LOCATED_IN", "fair", "town"), "paper", end="2019-12"),
    claim(tie("TOOK_PART_IN", "ann", "fair"), "paper", start="2020-02"),
    claim(tie("LOCATED_IN", "feast", "town"), "paper", start="[..2021-05]", end="2021-06-05", reportedOn="2021-08-01"),
]


async def test_events_are_listed_by_their_dates(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    told(graph, tmp_path, EVENTS, "village")
    ask = asking(graph)
    for day, expected in (("2019-11-30", []), ("2019-12-15", ["fair"]), ("2021-06-05", ["fair", "feast"])):
        query = f'{{ view(asOf: "{day}") {{ events {{ nodes {{ id date }} }} }} }}'
        found = (await ask(query))["view"]["events"]["nodes"]
        assert [each["id"] for each in found] == expected, day
        await same(ask, query)
    assert [each["date"] for each in found] == ["[2019-12-01..2020-02-29]", "2021-06-05"]


async def test_a_tie_without_a_possible_day_is_during_none(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    inverted = claim(tie("REPORTS_TO", "ann", "bea"), "paper", start="2020-06-01", end="2019-06-30")
    told(graph, tmp_path, [source("paper", "2021-01-10"), entity("ann"), entity("bea"), inverted], "village")
    ask = asking(graph)
    query = (
        '{ ties(filter: {during: {from: "2019-01-01", to: "2021-01-01"}}) { nodes { id } } all: ties { nodes { id } } }'
    )
    found = await ask(query)
    assert (found["ties"]["nodes"], len(found["all"]["nodes"])) == ([], 1)
    await same(ask, f"{{ view {query} }}")


async def test_the_country_of_a_part_of_a_part(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    """Ten wholes are looked at, one in the other: b01 lies in the country, b00 too deep."""
    bodies = [f"b{number:02}" for number in range(11)]
    parts = [claim(tie("PART_OF", *pair), "paper") for pair in zip(bodies, [*bodies[1:], "land"], strict=True)]
    posts = [claim(tie("HOLDS_POST", who, body), "paper") for who, body in (("ann", "b01"), ("bea", "b00"))]
    defined = [entity(body, "INSTITUTION") for body in bodies]
    named = [source("paper", "2020-01-01"), entity("ann"), entity("bea"), entity("land", "COUNTRY")]
    told(graph, tmp_path, [*named, *defined, *parts, *posts], "x")
    ask = asking(graph)
    query = """{ view { institution(id: "b01") { country { id } } beyond: institution(id: "b00") { country { id } }
      institutions(filter: {country: "land"}) { nodes { id } } people(filter: {country: "land"}) { nodes { id } } } }"""
    found = (await ask(query))["view"]
    assert found["institution"]["country"] == {"id": "land"}
    assert found["beyond"]["country"] is None
    assert [each["id"] for each in found["institutions"]["nodes"]] == bodies[1:]
    assert found["people"]["nodes"] == [{"id": "ann"}]
    await same(ask, query)


async def test_an_end_that_rolls_is_moved_by_no_report(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    post = tie("PATRON_OF", "ann", "bea", "helps")
    register = claim(post, "paper", start="2019-01-01", end="..", lastSeenOn="2021-01-09")
    also = claim(post["id"], "paper", heldOn="2019-06-01", reportedOn="2020-06-11")
    other = {"stance": "DENIES", "aspect": "ROLE", "role": "Aunt"}
    taken_back = claim(post["id"], "paper", reportedOn="2020-07-11", retractedOn="2020-08-01", **other)
    village = [source("paper", "2020-01-10"), entity("ann"), entity("bea"), register, also, taken_back]
    told(graph, tmp_path, village, "village")
    ask = asking(graph)
    query = '{ changes(from: "2020-01-01", to: "2021-01-01", axis: KNOWLEDGE) { nodes { kind date } } }'
    assert (await ask(query))["changes"]["nodes"] == [{"kind": "REPORTED", "date": "2020-01-10"}]


async def test_a_denied_role_of_the_definition_is_disputed_beside_another_wording(
    graph: Address, tmp_path: Path, asking: Callable[[Address], Asker]
) -> None:
    post = tie("HOLDS_POST", "ann", "mill", "post", role="Clerk")
    denied = claim("post", "paper", id="c3", stance="DENIES", aspect="ROLE", role="Clerk")
    said = [claim(post, "paper", id="c1"), claim("post", "paper", id="c2", role="Boss"), denied]
    told(graph, tmp_path, [source("paper", "2020-01-01"), entity("ann"), entity("mill", "INSTITUTION"), *said], "x")
    ask = asking(graph)
    query = "{ view { disputes { nodes { aspect positions { text claims { id } } } } } }"
    (found,) = (await ask(query))["view"]["disputes"]["nodes"]
    sides = {each["text"]: [told["id"] for told in each["claims"]] for each in found["positions"]}
    assert sides == {
        "In the role of Boss.": ["c2"],
        "In the role of Clerk.": ["c1"],
        "Not in that role.": ["c3"],
    }
    await same(ask, query)
