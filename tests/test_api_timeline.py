"""Timelines as clients see them. The world is `tests/data/norland.yaml`."""

from collections.abc import Callable
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import claim, entity, told
from tests.made_up import tie as defined

TIMELINE = """query ($about: [ID!]!, $from: Date, $to: Date, $kinds: [TieKind!], $asOf: Date, $knownAt: Date,
  $sure: Certainty, $first: Int, $after: String) {
  view(asOf: $asOf, knownAt: $knownAt, certainty: $sure) {
    timeline(about: $about, from: $from, to: $to, kinds: $kinds, first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { id kind date earliest latest when sentence standing certainty modality stance about { id } tie { id }
        event { id date } remark { id } claims { id } sources { id } } } } }"""


@pytest.fixture
def ask(norland: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(norland)


async def entries(ask: Asker, *about: str, **arguments: Any) -> list[dict[str, Any]]:
    found = (await ask(TIMELINE, {"about": list(about), "first": 100, **arguments}))["view"]["timeline"]
    assert found["totalCount"] == len(found["nodes"])
    return list(found["nodes"])


async def ids(ask: Asker, *about: str, **arguments: Any) -> list[str]:
    return [entry["id"] for entry in await entries(ask, *about, **arguments)]


ANNA = [
    "anna-patron-of-carl:began",
    "anna-kin-of-boris:began",
    "anna-wise:remark",
    "anna-heads-ministry:began",
    "anna-appointed-carl:happened",
    "anna-took-part-in-congress:happened",
    "congress:event",
    "anna-kin-of-boris:ended",
    "summit:event",
    "anna-took-part-in-summit:happened",
    "anna-tired:remark",
    "anna-heads-ministry:ended",
    "anna-rich:remark",
]


async def test_all_that_concerns_a_person_in_order_of_time(ask: Asker) -> None:
    """Not there: bonds, states without a told begin or end, what was taken back, what every source denies."""
    assert await ids(ask, "anna") == ANNA


async def test_what_an_entry_tells(ask: Asker) -> None:
    found = {entry["id"]: entry for entry in await entries(ask, "anna", "ministry")}
    assert found["anna-heads-ministry:ended"] == {
        "id": "anna-heads-ministry:ended", "kind": "ENDED", "date": "2021-05", "earliest": "2021-05-01",
        "latest": "2021-05-31", "when": "May 2021", "sentence": "Anna Berg was no longer first minister of Ministry.",
        "standing": "ESTABLISHED", "certainty": "CERTAIN", "modality": None, "stance": None,
        "about": [{"id": "anna"}, {"id": "ministry"}], "tie": {"id": "anna-heads-ministry"}, "event": None,
        "remark": None, "claims": [{"id": "anna-ends"}], "sources": [{"id": "herald"}],
    }  # fmt: skip
    assert found["congress:event"] == {
        "id": "congress:event", "kind": "EVENT", "date": "[2020-05-10..2020-05-12]", "earliest": "2020-05-10",
        "latest": "2020-05-12", "when": "between 10 and 12 May 2020", "sentence": "Congress took place.",
        "standing": "ESTABLISHED", "certainty": "CERTAIN", "modality": None, "stance": None,
        "about": [{"id": "anna"}], "tie": None,
        "event": {"id": "congress", "date": "[2020-05-10..2020-05-12]"}, "remark": None,
        "claims": [{"id": "anna-congress"}, {"id": "carl-congress"}, {"id": "congress-in"}],
        "sources": [{"id": "herald"}],
    }  # fmt: skip
    assert found["anna-rich:remark"] == {
        "id": "anna-rich:remark", "kind": "REMARK", "date": None, "earliest": None, "latest": "2021-06-01",
        "when": "by 1 June 2021", "sentence": "Of Anna Berg: She is rich.", "standing": None, "certainty": None,
        "modality": "STATED", "stance": "ASSERTS", "about": [{"id": "anna"}], "tie": None, "event": None,
        "remark": {"id": "anna-rich"}, "claims": [], "sources": [{"id": "herald"}],
    }  # fmt: skip
    assert found["anna-patron-of-carl:began"]["certainty"] == "POSSIBLE"
    assert found["anna-heads-ministry:began"]["claims"] == [{"id": "anna-heads"}]
    assert found["anna-tired:remark"]["sentence"] == "It is reported of Anna Berg: She was tired."


async def test_an_institution_is_concerned_where_it_is_the_office(ask: Asker) -> None:
    """Anna appointed Carl to the ministry: it is no end of that tie."""
    assert await ids(ask, "ministry", kinds=["APPOINTED"]) == ["anna-appointed-carl:happened"]


async def test_an_event_concerns_itself_and_comes_last_where_nothing_dates_it(ask: Asker) -> None:
    assert await ids(ask, "riot", "congress") == [
        "anna-took-part-in-congress:happened",
        "congress:event",
        "carl-took-part-in-congress:happened",
        "riot:event",
    ]
    (riot,) = await entries(ask, "riot")
    assert (riot["date"], riot["earliest"], riot["latest"], riot["when"]) == (None, None, None, "at an unknown time")
    assert await ids(ask, "riot", **{"from": "1900-01-01"}) == []
    assert await ids(ask, "port", kinds=["TOOK_PART_IN"]) == [], "where it was does not make it an event of the port"


async def test_the_window_of_days(ask: Asker) -> None:
    assert await ids(ask, "anna", **{"from": "2021-05-31", "to": "2021-06-01"}) == ANNA[-2:]
    assert await ids(ask, "anna", to="2015-06-01") == ANNA[:2]
    assert await ids(ask, "anna", **{"from": "2020-05-11", "to": "2020-05-11"}) == ["congress:event"]
    assert await ids(ask, "anna", **{"from": "2022-01-01"}) == []


async def test_kinds_leave_the_remarks_out(ask: Asker) -> None:
    assert await ids(ask, "anna", kinds=["KIN_OF"]) == ["anna-kin-of-boris:began", "anna-kin-of-boris:ended"]
    assert await ids(ask, "anna", kinds=["TOOK_PART_IN"]) == [
        "anna-took-part-in-congress:happened", "congress:event", "summit:event", "anna-took-part-in-summit:happened",
    ]  # fmt: skip
    assert await ids(ask, "anna", kinds=[]) == []


async def test_as_of_hides_what_lies_wholly_after_it_and_keeps_what_is_over(ask: Asker) -> None:
    assert await ids(ask, "anna", asOf="2021-05-01") == ANNA
    assert await ids(ask, "anna", asOf="2021-04-30") == [*ANNA[:10], "anna-rich:remark"]
    (ended,) = [e for e in await entries(ask, "anna", asOf="2021-05-01") if e["id"] == "anna-heads-ministry:ended"]
    assert ended["certainty"] == "POSSIBLE"
    assert ended["tie"] == {"id": "anna-heads-ministry"}


async def test_known_at(ask: Asker) -> None:
    known = await ids(ask, "anna", knownAt="2020-06-01")
    assert known == [
        "anna-patron-of-carl:began", "anna-kin-of-boris:began", "anna-wise:remark", "anna-heads-ministry:began",
        "anna-appointed-carl:happened",
    ]  # fmt: skip
    assert "anna-poor:remark" in await ids(ask, "anna", knownAt="2020-05-31")


async def test_only_what_is_certain(ask: Asker) -> None:
    certain = await ids(ask, "anna", "ministry", sure="CERTAIN")
    every = await ids(ask, "anna", "ministry")
    assert set(every) - set(certain) == {"anna-patron-of-carl:began", "boris-heads-ministry:began"}
    assert "anna-heads-ministry:ended" not in await ids(ask, "anna", sure="CERTAIN", asOf="2021-05-30")


async def test_pages(ask: Asker) -> None:
    found: list[str] = []
    after = None
    while True:
        page = (await ask(TIMELINE, {"about": ["anna"], "first": 4, "after": after}))["view"]["timeline"]
        assert page["totalCount"] == len(ANNA)
        found += [entry["id"] for entry in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == ANNA
    error = await ask.error(TIMELINE, {"about": ["boris"], "after": after})
    assert error["extensions"]["code"] == "BAD_CURSOR"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ({"about": ["ana"]}, "NOT_FOUND", "anna"),
        ({"about": ["anna", "nobody"]}, "NOT_FOUND", "about"),
        ({"about": [f"e{n}" for n in range(21)]}, "BAD_INPUT", "20"),
        ({"about": ["anna"], "from": "2022-01-02", "to": "2022-01-01"}, "BAD_INPUT", "from"),
        ({"about": ["anna"], "first": 101}, "BAD_INPUT", "first"),
    ],
)
async def test_what_cannot_be_asked(arguments: dict[str, Any], code: str, words: str, ask: Asker) -> None:
    error = await ask.error(TIMELINE, arguments)
    assert error["extensions"]["code"] == code
    assert words in error["message"] + error["extensions"].get("suggestion", "")


async def test_of_nobody_there_is_nothing_to_tell(ask: Asker) -> None:
    assert await ids(ask) == []
    assert await ids(ask, "ella") == []
    assert await ids(ask, "anna", "anna") == ANNA


async def test_as_many_trips_for_twenty_as_for_one(ask: Asker) -> None:
    """The version; whether they are there; ties, remarks; what dates the events; dates, names, claims, sources."""
    every = ["anna", "boris", "carl", "dora", "ministry", "bureau", "court", "league", "berg-circle", "norland",
             "sudland", "port", "quay", "congress", "summit", "riot"]  # fmt: skip
    for about in (["anna"], every):
        assert await entries(ask, *about)
        assert ask.trips == 9


async def test_cursors_stay_where_they_are_while_rows_are_added(
    engine: Engine, norland: Address, asking: Callable[[Address], Asker], tmp_path: Any
) -> None:
    """The last test of this module: it writes. On the database of Neo4j and on the embedded one alike."""
    ask = asking(norland)
    page = (await ask(TIMELINE, {"about": ["anna"], "first": 5}))["view"]["timeline"]
    more = [
        claim(defined("CONSULTED_WITH", "anna", "guest"), "gazette", start="2019-02-15"),
        claim(defined("CONSULTED_WITH", "anna", "late-guest"), "gazette", start="2020-01-01"),
    ]
    told(norland, tmp_path, [entity("guest"), entity("late-guest"), *more], "guests")
    rest = (await asking(norland)(TIMELINE, {"about": ["anna"], "first": 100, "after": page["pageInfo"]["endCursor"]}))[
        "view"
    ]["timeline"]["nodes"]
    assert [entry["id"] for entry in rest] == ["anna-consulted-with-late-guest:happened", *ANNA[5:]]
