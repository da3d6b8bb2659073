"""What a view holds, on both axes, and that everything nested inherits it. The world is `tests/data/norland.yaml`."""

from collections.abc import Callable
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker


@pytest.fixture
def ask(norland: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(norland)


def ids(connection: dict[str, Any]) -> list[str]:
    return [node["id"] for node in connection["nodes"]]


async def seen(ask: Asker, selection: str, **view: str) -> Any:
    """A selection in a view: `seen(ask, "{ people { … } }", asOf="2020-01-01")`."""
    arguments = ", ".join(f"{name}: {value if name == 'certainty' else repr(value)}" for name, value in view.items())
    field = f"view({arguments})" if arguments else "view"
    return (await ask(f"{{ {field} {selection} }}".replace("'", '"')))["view"]


async def test_a_view_says_what_it_is(ask: Asker) -> None:
    assert await seen(ask, "{ asOf knownAt }") == {"asOf": None, "knownAt": None}
    said = await seen(ask, "{ asOf knownAt }", asOf="2020-01-31", knownAt="2021-06-01")
    assert said == {"asOf": "2020-01-31", "knownAt": "2021-06-01"}


async def test_null_dates_are_dates_left_out(ask: Asker) -> None:
    given = await ask("{ view(asOf: null, knownAt: null, certainty: null) { asOf knownAt ties { totalCount } } }")
    assert given["view"] == await seen(ask, "{ asOf knownAt ties { totalCount } }")


async def test_the_query_itself_is_the_view_without_dates(ask: Asker) -> None:
    fields = "{ people { nodes { id } } ties { nodes { id certainty } } sources { nodes { id } } }"
    assert await ask(fields) == await seen(ask, fields)


@pytest.mark.parametrize(
    ("as_of", "known_at", "sure", "role"),
    [
        ("2019-01-31", "2020-06-01", None, None),
        ("2019-02-01", "2020-06-01", "CERTAIN", "Minister"),
        ("2020-01-01", "2020-06-01", "CERTAIN", "Minister"),
        ("2020-01-02", "2020-06-01", "POSSIBLE", "Minister"),
        ("2020-01-02", "2021-06-01", "CERTAIN", "First minister"),
        ("2021-04-30", "2021-06-01", "CERTAIN", "First minister"),
        ("2021-05-01", "2021-06-01", "POSSIBLE", "First minister"),
        ("2021-05-30", "2021-06-01", "POSSIBLE", "First minister"),
        ("2021-05-31", "2021-06-01", None, None),
        ("2020-01-01", "2019-12-31", None, None),
    ],
)
async def test_a_tie_on_both_axes(ask: Asker, as_of: str, known_at: str, sure: str | None, role: str | None) -> None:
    found = await seen(
        ask, "{ institution(id: 'ministry') { heads { nodes { id certainty role } } } }", asOf=as_of, knownAt=known_at
    )
    heads = [head for head in found["institution"]["heads"]["nodes"] if head["id"] == "anna-heads-ministry"]
    assert heads == ([{"id": "anna-heads-ministry", "certainty": sure, "role": role}] if sure else [])


async def test_without_as_of_certainty_is_null_and_all_times_are_there(ask: Asker) -> None:
    found = await seen(ask, "{ institution(id: 'ministry') { heads { totalCount nodes { id certainty } } } }")
    assert found["institution"]["heads"] == {
        "totalCount": 2,
        "nodes": [
            {"id": "anna-heads-ministry", "certainty": None},
            {"id": "boris-heads-ministry", "certainty": None},
        ],
    }


async def test_only_what_is_certain(ask: Asker) -> None:
    """On the day where there is one, else on some day; what is only alleged never is."""
    holders = "{ institution(id: 'ministry') { holders { nodes { id certainty } } } }"

    async def certain(**view: str) -> list[tuple[str, str | None]]:
        found = await seen(ask, holders, certainty="CERTAIN", **view)
        return [(tie["id"], tie["certainty"]) for tie in found["institution"]["holders"]["nodes"]]

    assert await certain(asOf="2021-04-30") == [("anna-heads-ministry", "CERTAIN")]
    assert await certain(asOf="2021-05-25") == []
    assert await certain() == [("anna-heads-ministry", None)]
    possible = await seen(ask, holders, asOf="2021-05-25")
    assert {tie["certainty"] for tie in possible["institution"]["holders"]["nodes"]} == {"POSSIBLE"}
    assert len(possible["institution"]["holders"]["nodes"]) == 3


async def test_what_is_refuted_stands_only_in_lists_of_all_time(ask: Asker) -> None:
    rivals = """{ ties { nodes { id } } person(id: 'boris') { ties(kinds: [RIVAL_OF]) { nodes { id standing certainty
      period { start end earliestStart latestStart earliestEnd latestEnd text } } } } }"""
    found = await seen(ask, rivals)
    (rival,) = found["person"]["ties"]["nodes"]
    assert (rival["standing"], rival["certainty"]) == ("REFUTED", None)
    assert {day for key, day in rival["period"].items() if key != "text"} == {None}
    assert "boris-rival-of-carl" in ids(found["ties"])
    for view in ({"asOf": "2020-01-01"}, {"certainty": "CERTAIN"}):
        found = await seen(ask, rivals, **view)
        assert found["person"]["ties"]["nodes"] == []
        assert "boris-rival-of-carl" not in ids(found["ties"])


async def test_a_register_vouches_up_to_the_day_of_knowledge(ask: Asker) -> None:
    """Its last sighting is of March 2022: until then every day of knowledge is the last one it vouches for."""
    posts = "{ person(id: 'carl') { posts { nodes { id certainty period { earliestEnd latestEnd text } } } } }"
    for as_of, known_at, sure, end in (
        ("2020-01-01", "2020-01-01", "CERTAIN", "2020-01-02"),
        ("2021-01-01", "2021-01-01", "CERTAIN", "2021-01-02"),
        ("2021-01-02", "2021-01-01", "POSSIBLE", "2021-01-02"),
        ("2022-02-28", "2022-03-01", "CERTAIN", "2022-03-02"),
        ("2022-03-02", "2022-03-02", "POSSIBLE", "2022-03-02"),
        ("2022-03-01", "2030-01-01", "CERTAIN", "2022-03-02"),
    ):
        found = await seen(ask, posts, asOf=as_of, knownAt=known_at)
        post = next(tie for tie in found["person"]["posts"]["nodes"] if tie["id"] == "carl-clerk-of-court")
        assert post["certainty"] == sure, (as_of, known_at)
        assert (post["period"]["earliestEnd"], post["period"]["latestEnd"]) == (end, None), (as_of, known_at)
    known = await seen(ask, posts, knownAt="2021-01-01")
    assert known["person"]["posts"]["nodes"][0]["period"]["text"] == "1 January 2019 – at least 1 January 2021"


async def test_claims_count_by_knowledge_alone(ask: Asker) -> None:
    claims = "{ claims(first: 100) { totalCount nodes { id reportedOn } } }"
    early = await seen(ask, claims, knownAt="2020-06-01")
    assert {node["reportedOn"] for node in early["claims"]["nodes"]} == {"2020-01-01"}
    assert "dora-retracted" in ids(early["claims"])
    assert ids(early["claims"]) == sorted(ids(early["claims"]))
    assert early == await seen(ask, claims, knownAt="2020-06-01", asOf="1990-01-01")
    now = await seen(ask, claims)
    order = [(node["reportedOn"], node["id"]) for node in now["claims"]["nodes"]]
    assert order == sorted(order)
    assert "dora-retracted" not in ids(now["claims"])
    assert now["claims"]["totalCount"] == len(order) == 27
    assert (await seen(ask, claims, knownAt="2019-12-31"))["claims"] == {"totalCount": 0, "nodes": []}


async def test_a_retracted_claim_answers_by_its_id(ask: Asker) -> None:
    found = await ask(
        """{ node(id: "dora-retracted") { ... on Claim { retractedOn withdrawnAt recordedAt tie {
             id certainty standing period { earliestStart latestStart } sources { id } claims { totalCount } } } } }"""
    )
    claim = found["node"]
    assert claim["retractedOn"] == "2021-01-01"
    assert claim["withdrawnAt"] and claim["recordedAt"]
    assert claim["tie"] == {
        "id": "dora-clerk-of-bureau",
        "certainty": None,
        "standing": "ESTABLISHED",
        "period": {"earliestStart": "2018-01-01", "latestStart": "2018-12-31"},
        "sources": [],
        "claims": {"totalCount": 0},
    }


async def test_retraction_takes_the_tie_out_of_the_view(ask: Asker) -> None:
    posts = "{ person(id: 'dora') { posts { nodes { id } } } }"
    assert ids((await seen(ask, posts, knownAt="2020-12-31"))["person"]["posts"]) == ["dora-clerk-of-bureau"]
    assert ids((await seen(ask, posts, knownAt="2021-01-01"))["person"]["posts"]) == []
    assert ids((await seen(ask, posts))["person"]["posts"]) == []


async def test_a_tie_reached_through_a_claim_is_given_though_it_does_not_hold(ask: Asker) -> None:
    claims = "{ source(id: 'herald') { claims(first: 100) { nodes { id tie { id certainty } } } } }"
    found = await seen(ask, claims, asOf="2020-05-01")
    certainty = {node["id"]: node["tie"]["certainty"] for node in found["source"]["claims"]["nodes"]}
    assert certainty["anna-summit"] is None
    assert certainty["anna-ends"] == "CERTAIN"


async def test_everything_nested_inherits_the_view(ask: Asker) -> None:
    """Through ties, ends, claims, sources and back, to any depth."""
    nested = """{ person(id: 'anna') { clients { nodes { from { id } to { id ... on Person { posts { nodes {
        id certainty
        claims { nodes { id reportedOn tie { id claims { nodes { id reportedOn source {
          claims(first: 100) { nodes { id reportedOn tie { id certainty } } } } } } } } }
        to { ... on Institution { heads { nodes { id certainty from { ties(first: 100) { nodes { id certainty
          to { ties(first: 100) { nodes { id certainty } } } } } } } } } }
      } } } } } } } }"""
    view = {"asOf": "2020-01-01", "knownAt": "2020-06-01"}
    found = await seen(ask, nested, **view)
    reported, sure, ties = set(), set(), set()

    def walk(thing: Any) -> None:
        if isinstance(thing, list):
            for each in thing:
                walk(each)
        elif isinstance(thing, dict):
            if "reportedOn" in thing:
                reported.add(thing["reportedOn"])
            if "certainty" in thing:
                ties.add(thing["id"])
                sure.add(thing["certainty"])
            for each in thing.values():
                walk(each)

    walk(found)
    assert reported == {"2020-01-01"}
    assert sure == {"CERTAIN", "POSSIBLE", None}
    assert "boris-rival-of-carl" in ties, "the sources' claims lead to ties that do not hold"
    assert not ties & {"carl-clerk-of-ministry", "boris-heads-ministry", "anna-took-part-in-congress"}


async def test_entities_answer_by_id_in_every_view_and_look_alike(ask: Asker) -> None:
    record = "{ entity(id: 'anna') { name names { text } } person(id: 'ella') { id } event(id: 'summit') { id } }"
    long_ago = await seen(ask, record, asOf="1900-01-01", knownAt="1900-01-01")
    assert long_ago == await seen(ask, record)
    assert long_ago["entity"]["name"] == "Anna Berg"
    assert long_ago["person"] and long_ago["event"]


async def test_lists_hold_what_is_spoken_of(ask: Asker) -> None:
    people = "{ people { totalCount nodes { id } } countries { nodes { id } } sources { nodes { id } } }"
    now = await seen(ask, people)
    assert ids(now["people"]) == ["anna", "boris", "carl", "dora", "nephew"], "by name without regard to case"
    assert now["people"]["totalCount"] == 5
    assert ids(now["countries"]) == ["norland", "sudland"]
    assert ids(now["sources"]) == ["almanac", "gazette", "herald", "register"]
    early = await seen(ask, people, knownAt="2020-01-01")
    assert ids(early["people"]) == ["anna", "boris", "carl", "dora"]
    assert ids(early["countries"]) == ["norland"]
    assert ids(early["sources"]) == ["gazette", "register"]
    assert early == await seen(ask, people, knownAt="2020-01-01", asOf="1950-01-01")
    before = await seen(ask, people, knownAt="2019-12-31")
    assert [before[name]["nodes"] for name in ("people", "countries", "sources")] == [[], [], []]


async def test_no_event_wholly_after_the_day(ask: Asker) -> None:
    async def listed(**view: str) -> list[str]:
        return ids((await seen(ask, "{ events { nodes { id } } }", **view))["events"])

    assert await listed() == ["congress", "riot", "summit"]
    assert await listed(asOf="2020-05-09") == ["riot"]
    assert await listed(asOf="2020-05-10") == ["congress", "riot"]
    assert await listed(asOf="2021-04-01") == ["congress", "riot", "summit"]
    assert await listed(knownAt="2020-06-01") == ["riot"]


async def test_remarks_by_knowledge_and_by_their_dates(ask: Asker) -> None:
    async def said(**view: str) -> list[str]:
        found = await seen(ask, "{ person(id: 'anna') { remarks { nodes { id } } } remarks { nodes { id } } }", **view)
        about_anna = ids(found["person"]["remarks"])
        assert [each for each in ids(found["remarks"]) if each.startswith("anna")] == about_anna
        return about_anna

    assert await said() == ["anna-wise", "anna-rich", "anna-tired"]
    assert await said(asOf="2021-05-01") == ["anna-wise", "anna-rich", "anna-tired"]
    assert await said(asOf="2021-04-30") == ["anna-wise", "anna-rich"]
    assert await said(asOf="2019-01-01") == ["anna-wise", "anna-rich"]
    assert await said(asOf="2018-12-31") == ["anna-rich"]
    assert await said(knownAt="2020-05-31") == ["anna-poor", "anna-wise"]
    assert await said(knownAt="2020-06-01") == ["anna-wise"]
