"""Measures at a date as clients ask for them: of the seed data, and of a graph too large for them."""

import asyncio
from typing import Any

import pytest

from cypher import Query
from schema.cache import Cache
from schema.centrality import measured
from schema.measure_kinds import MeasureKind
from schema.measuring import Ask, aside, measured_in
from schema.scope import Request, Scope
from service.address import Address
from service.database import Database
from tests.conftest import Asker
from tests.test_measures import by_hand

MEASURES = """
query ($kind: MeasureKind!, $among: [EntityKind!], $through: [TieKind!], $from: Date, $to: Date, $asOf: Date,
       $knownAt: Date, $certainty: Certainty, $first: Int, $after: String) {
  view(asOf: $asOf, knownAt: $knownAt, certainty: $certainty) {
    measures(kind: $kind, among: $among, through: $through, from: $from, to: $to, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { value low high observed rank ties graph { entities pairs ties } entity { id kind name } }
    }
  }
}
"""
DAY = {"asOf": "2022-01-04"}


async def every(ask: Asker, **variables: Any) -> list[dict[str, Any]]:
    """All pages."""
    found: list[dict[str, Any]] = []
    after = None
    while True:
        page = (await ask(MEASURES, {"first": 100, "after": after, **variables}))["view"]["measures"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            assert len(found) == page["totalCount"]
            return found
        after = page["pageInfo"]["endCursor"]


async def graph_by_hand(ask: Asker, view: str) -> tuple[list[str], list[tuple[int, int]], dict[str, int]]:
    """Ids, pairs, and ties of each id, out of the view's list of ties."""
    after, ends, ties = "", [], dict[str, int]()
    while True:
        page = (
            await ask(
                f"""{{ view{view} {{ ties(first: 100{after}) {{
                  nodes {{ kind standing from {{ id }} to {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
            )
        )["view"]["ties"]
        for each in page["nodes"]:
            if each["kind"] != "SAME_AS" and each["standing"] != "REFUTED":
                pair = (each["from"]["id"], each["to"]["id"])
                ends.append(pair)
                for end in pair:
                    ties[end] = ties.get(end, 0) + 1
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = f', after: "{page["pageInfo"]["endCursor"]}"'
    ids = sorted(ties)
    pairs = {(min(p), max(p)) for p in ((ids.index(one), ids.index(other)) for one, other in ends)}
    return ids, sorted(pairs), ties


@pytest.mark.parametrize(
    "view",
    [
        {"asOf": "2022-01-04"},
        {"asOf": "2022-01-04", "knownAt": "2022-01-06"},
        {"asOf": "2022-01-04", "certainty": "CERTAIN"},
        {"knownAt": "2022-01-10"},
    ],
    ids=lambda view: "-".join(view),
)
async def test_the_view_decides_the_graph(view: dict[str, str], ask: Asker) -> None:
    """Every value of every entity, against the ties that the view lists and the definition followed by hand."""
    said = ", ".join(f"{name}: {value if name == 'certainty' else repr(value)}" for name, value in view.items())
    ids, pairs, ties = await graph_by_hand(ask, f"({said})".replace("'", '"'))
    for kind in ("DEGREE", "CONSTRAINT"):
        found = await every(ask, kind=kind, **view)
        expected = dict(zip(ids, by_hand(kind, len(ids), pairs), strict=True))
        assert {each["entity"]["id"]: each["value"] for each in found} == pytest.approx(expected)
        assert {each["entity"]["id"]: each["ties"] for each in found} == ties
        assert found[0]["graph"] == {"entities": len(ids), "pairs": len(pairs), "ties": sum(ties.values()) // 2}


async def test_who_brokers_around_the_knb_on_4_january_2022(ask: Asker) -> None:
    """The former president and his successor above all; of those at the KNB its chairman, then the nephew."""
    found = await every(ask, kind="CONSTRAINT", among=["PERSON"], **DAY)
    order = [each["entity"]["id"] for each in found]
    assert order[:3] == ["nursultan-nazarbayev", "kassym-jomart-tokayev", "karim-masimov"]
    holders = (
        await ask('{ view(asOf: "2022-01-04") { institution(id: "knb") { holders { nodes { from { id } } } } } }')
    )["view"]["institution"]["holders"]["nodes"]
    at_the_knb = sorted({each["from"]["id"] for each in holders}, key=order.index)
    assert at_the_knb[:2] == ["karim-masimov", "samat-abish"]
    values = [each["value"] for each in found]
    assert values == sorted(values)
    assert found[0]["rank"] == 1
    # By what could be read on the 6th alone Masimov had fewer contacts, and brokered less.
    known = await every(ask, kind="CONSTRAINT", among=["PERSON"], knownAt="2022-01-06", **DAY)
    assert _of(known, "karim-masimov")["value"] != _of(found, "karim-masimov")["value"]


def _of(found: list[dict[str, Any]], identity: str) -> dict[str, Any]:
    (one,) = [each for each in found if each["entity"]["id"] == identity]
    return one


@pytest.mark.parametrize("kind", ["DEGREE", "BETWEENNESS", "CORE_NUMBER", "PAGERANK"])
async def test_the_largest_comes_first_and_equals_share_a_rank(kind: str, ask: Asker) -> None:
    found = await every(ask, kind=kind, **DAY)
    values = [each["value"] for each in found]
    assert values == sorted(values, reverse=True)
    for place, each in enumerate(found, start=1):
        better = sum(other["value"] > each["value"] for other in found)
        assert each["rank"] == better + 1 <= place
        assert each["low"] is each["high"] is each["observed"] is None
    alike = [
        (each["entity"]["name"].casefold(), each["entity"]["id"]) for each in found if each["rank"] == found[-1]["rank"]
    ]
    assert alike == sorted(alike)


async def test_among_lists_some_and_measures_all(ask: Asker) -> None:
    found = await every(ask, kind="BETWEENNESS", **DAY)
    people = await every(ask, kind="BETWEENNESS", among=["PERSON"], **DAY)
    assert [(e["entity"]["id"], e["value"]) for e in people] == [
        (e["entity"]["id"], e["value"]) for e in found if e["entity"]["kind"] == "PERSON"
    ]
    assert people[0]["rank"] == 1
    assert people[0]["graph"] == found[0]["graph"]
    assert await every(ask, kind="BETWEENNESS", among=[], **DAY) == []


async def test_through_narrows_the_graph(ask: Asker) -> None:
    found = await every(ask, kind="DEGREE", through=["PATRON_OF", "SAME_AS"], **DAY)
    only = await ask('{ view(asOf: "2022-01-04") { ties(kinds: [PATRON_OF]) { totalCount } } }')
    assert found[0]["graph"]["ties"] == only["view"]["ties"]["totalCount"]
    assert await every(ask, kind="DEGREE", through=[], **DAY) == []
    assert await every(ask, kind="PAGERANK", through=["SAME_AS"], **DAY) == []


async def test_pages_are_parts_of_one_list(ask: Asker) -> None:
    whole = [each["entity"]["id"] for each in await every(ask, kind="PAGERANK", **DAY)]
    parts, after = [], None
    for _ in range(3):
        page = (await ask(MEASURES, {"kind": "PAGERANK", "first": 7, "after": after, **DAY}))["view"]["measures"]
        parts += [each["entity"]["id"] for each in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert parts == whole[:21]
    ask.cache = Cache()  # computed anew, the cursor still stands where it stood
    page = (await ask(MEASURES, {"kind": "PAGERANK", "first": 7, "after": after, **DAY}))["view"]["measures"]
    assert [each["entity"]["id"] for each in page["nodes"]] == whole[21:28]
    other = await ask.error(MEASURES, {"kind": "DEGREE", "after": after, **DAY})
    assert other["extensions"]["code"] == "BAD_CURSOR"


async def test_turnover_and_tenure_of_heads(ask: Asker) -> None:
    """The KNB: Masimov from 2016 to 5 January 2022, his successor from that day on; of those before nothing is told."""
    period = {"from": "2012-01-01", "to": "2022-01-31"}
    (knb,) = [e for e in await every(ask, kind="TURNOVER", **period) if e["entity"]["id"] == "knb"]
    years = 3684 / 365.25
    assert knb["value"] == knb["low"] == knb["high"] == pytest.approx(2 / years)
    assert knb["ties"] == 2
    assert 0.5 < knb["observed"] < 0.65
    assert knb["graph"] is None
    (knb,) = [e for e in await every(ask, kind="MEDIAN_TENURE", **period) if e["entity"]["id"] == "knb"]
    assert knb["value"] == pytest.approx(5.5, abs=0.1)
    assert knb["high"] == pytest.approx(6, abs=0.1)
    # On the 4th he was still there: nobody had left whose begin is known.
    there = await every(ask, kind="MEDIAN_TENURE", **{"from": "2012-01-01", "asOf": "2022-01-04"})
    (knb,) = [e for e in there if e["entity"]["id"] == "knb"]
    assert (knb["value"], knb["rank"], knb["high"], knb["ties"]) == (None, None, None, 1)
    values = [each["value"] for each in there]
    assert values == sorted([v for v in values if v is not None], reverse=True) + [None] * values.count(None)
    # By what was known on 3 January nobody had reported his dismissal, and nothing of a successor.
    early = await every(ask, kind="TURNOVER", knownAt="2022-01-03", **period)
    assert not [e for e in early if e["entity"]["id"] == "knb" and e["value"] >= 2 / years]


async def test_a_second_answer_takes_no_trip_but_the_versions(ask: Asker) -> None:
    question = '{ view(asOf: "2021-07-01") { measures(kind: PAGERANK) { nodes { value rank ties } } } }'
    first = await ask(question)
    assert ask.trips == 3  # the version, the ties, the names that equal values are ordered by
    assert await ask(question) == first
    assert ask.trips == 1
    # Of another measure the graph is at hand; the entities of a page are one trip.
    await ask(question.replace("PAGERANK", "CORE_NUMBER"))
    assert ask.trips == 1
    await ask(question.replace("value", "entity { name } value"))
    assert ask.trips == 2
    # Another view is another graph.
    await ask(question.replace("2021-07-01", "2021-07-02"))
    assert ask.trips == 3


class Counting:
    """Reads from a database, and notes the names of what was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.names: list[str] = []

    async def read(self, query: Query, parameters: dict[str, Any]) -> Any:
        self.names.append(query.name)
        return await self._database.read(query, parameters)


async def test_requests_at_the_same_time_share_one_computation(seeded: Address) -> None:
    database = Database(seeded)
    reader, cache = Counting(database), Cache()
    scopes = [Scope(Request(reader, cache), as_of="2022-01-08") for _ in range(5)]
    found = await asyncio.gather(*(measured_in(scope, Ask(MeasureKind.BETWEENNESS)) for scope in scopes))
    assert all(each is found[0] for each in found)
    assert sorted(reader.names) == ["read/entities_by_id", "read/every_tie", *["read/version"] * 5]
    await database.close()


async def test_the_loop_goes_on_while_something_is_computed() -> None:
    """In a thread of this process it would stand still: the library keeps Python's lock."""
    pairs = [(node, (node * step + 1) % 1500) for node in range(1500) for step in (2, 3, 5, 7)]
    simple = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    await aside(measured, "DEGREE", 1500, simple)  # the process is there
    computing = asyncio.ensure_future(aside(measured, "BETWEENNESS", 1500, simple))
    turns = 0
    while not computing.done():
        await asyncio.sleep(0.002)
        turns += 1
    assert len(await computing) == 1500
    assert turns > 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("kind: TURNOVER", "from: TURNOVER is of a period"),
        ('kind: MEDIAN_TENURE, from: "2016-01-01"', "to: MEDIAN_TENURE is of a period"),
        ('kind: TURNOVER, from: "2016-01-01", to: "2015-01-01"', "from: 2016-01-01 lies after"),
        ('kind: TURNOVER, from: "2016-01-01", to: "2020-01-01", through: [LEADS]', "through: TURNOVER"),
        ('kind: DEGREE, from: "2016-01-01"', "from: DEGREE is of one day"),
        ('kind: DEGREE, to: "2016-01-01"', "to: DEGREE is of one day"),
        ("kind: DEGREE, first: 101", "first: 101 is not between"),
    ],
)
async def test_arguments_that_do_not_go_together(arguments: str, message: str, ask: Asker) -> None:
    error = await ask.error(f"{{ measures({arguments}) {{ totalCount }} }}")
    assert error["message"].startswith(message)
    assert error["extensions"]["code"] == "BAD_INPUT"


async def test_a_period_does_not_reach_beyond_the_view(ask: Asker) -> None:
    error = await ask.error(
        '{ view(asOf: "2022-01-04") { measures(kind: TURNOVER, from: "2016-01-01", to: "2022-01-05") { totalCount } } }'
    )
    assert error["message"] == "to: 2022-01-05 lies after the view's asOf, 2022-01-04"


async def test_the_definitions_are_told(ask: Asker) -> None:
    found = (
        await ask("{ measureDefinitions { kind name definition normalisation unit reading order source needsPeriod } }")
    )["measureDefinitions"]
    assert [each["kind"] for each in found] == [kind.value for kind in MeasureKind]
    assert [each["kind"] for each in found if each["order"] == "SMALLEST_FIRST"] == ["CONSTRAINT"]
    assert [each["kind"] for each in found if each["needsPeriod"]] == ["TURNOVER", "MEDIAN_TENURE"]
    item = await ask("{ measures(kind: DEGREE, first: 1) { nodes { definition { name mostTies mostEntities } } } }")
    assert item["measures"]["nodes"][0]["definition"]["mostTies"] == 20_000
