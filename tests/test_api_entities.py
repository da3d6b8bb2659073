"""Entities, their ties and their records, field by field. The world is `tests/data/norland.yaml`."""

from collections.abc import Callable
from typing import Any

import pytest

from service.address import Address
from tests.conftest import Asker

KINDS = {
    "person": "anna",
    "institution": "ministry",
    "clan": "berg-circle",
    "country": "norland",
    "event": "congress",
    "place": "port",
}


@pytest.fixture
def ask(norland: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(norland)


def ids(connection: dict[str, Any]) -> list[str]:
    return [node["id"] for node in connection["nodes"]]


async def test_each_kind_by_its_field_and_no_other(ask: Asker) -> None:
    for field in KINDS:
        for kind, identity in KINDS.items():
            found = (await ask(f'{{ {field}(id: "{identity}") {{ id kind __typename }} }}'))[field]
            expected = {"id": identity, "kind": field.upper(), "__typename": field.capitalize()}
            assert found == (expected if field == kind else None)


async def test_an_entity_of_any_kind(ask: Asker) -> None:
    for kind, identity in KINDS.items():
        assert (await ask(f'{{ entity(id: "{identity}") {{ id kind }} }}'))["entity"]["kind"] == kind.upper()
    for nothing in ("nobody", "gazette", "anna-heads-ministry", "", "ANNA", "'; MATCH (n) DETACH DELETE n"):
        assert (await ask("query ($id: ID!) { entity(id: $id) { id } }", {"id": nothing}))["entity"] is None


async def test_a_record_in_full(ask: Asker) -> None:
    found = await ask(
        """{ person(id: "anna") { id kind name description identified born died sources { id }
             names { text language script preferred start end sources { id title } }
             externalIds { scheme value } }
           nephew: person(id: "nephew") { identified }
           boris: person(id: "boris") { born died description externalIds { value } sources { id } } }"""
    )
    assert found["person"] == {
        "id": "anna", "kind": "PERSON", "name": "Anna Berg", "description": "A minister.", "identified": True,
        "born": "1960", "died": None, "sources": [{"id": "gazette"}],
        "names": [
            {"text": "Anna Berg", "language": "en", "script": "Latn", "preferred": True, "start": None, "end": None,
             "sources": [{"id": "gazette", "title": "The Gazette of 2020"},
                         {"id": "herald", "title": "The Herald of 2021"}]},
            {"text": "Анна Берг", "language": "ru", "script": "Cyrl", "preferred": False, "start": None, "end": None,
             "sources": []},
            {"text": "Anna Dal", "language": None, "script": None, "preferred": False, "start": None, "end": "2015",
             "sources": [{"id": "herald", "title": "The Herald of 2021"}]},
        ],
        "externalIds": [{"scheme": "elsewhere", "value": "a-1"}, {"scheme": "wikidata", "value": "Q0"}],
    }  # fmt: skip
    assert found["nephew"] == {"identified": False}
    assert found["boris"] == {
        "born": "1955~", "died": "2021-12-24", "description": None, "externalIds": [], "sources": [],
    }  # fmt: skip


async def test_ties_by_direction_and_kind(ask: Asker) -> None:
    found = await ask(
        """{ person(id: "carl") {
             both: ties { nodes { id } }
             outgoing: ties(direction: OUTGOING) { nodes { id } }
             incoming: ties(direction: INCOMING) { nodes { id } }
             clerk: ties(kinds: [HOLDS_POST]) { nodes { id } }
             none: ties(kinds: []) { totalCount }
             null: ties(kinds: null, direction: null) { nodes { id } } } }"""
    )
    carl = found["person"]
    assert ids(carl["outgoing"]) == [
        "carl-clerk-of-ministry", "carl-member-of-berg-circle", "carl-member-of-league", "carl-clerk-of-court",
        "carl-took-part-in-congress",
    ]  # fmt: skip
    assert ids(carl["incoming"]) == ["boris-rival-of-carl", "anna-patron-of-carl", "anna-appointed-carl"]
    assert sorted(ids(carl["both"])) == sorted(ids(carl["outgoing"]) + ids(carl["incoming"]))
    assert ids(carl["clerk"]) == ["carl-clerk-of-ministry", "carl-clerk-of-court"]
    assert carl["none"]["totalCount"] == 0
    assert carl["null"] == carl["both"]


async def test_ties_stand_by_earliest_start_and_id(ask: Asker) -> None:
    found = await ask("{ ties(first: 100) { nodes { id period { earliestStart } } } }")
    order = [(tie["period"]["earliestStart"] or "", tie["id"]) for tie in found["ties"]["nodes"]]
    assert order == sorted(order)
    assert len(order) == 25, "all but the one whose only claim was taken back"


async def test_a_person(ask: Asker) -> None:
    found = await ask(
        """{ anna: person(id: "anna") { ...all } boris: person(id: "boris") { ...all }
             carl: person(id: "carl") { ...all } }
           fragment all on Person { posts { nodes { id } } patrons { nodes { id } } clients { nodes { id } }
             kin { nodes { id nature } } clans { nodes { id } } }"""
    )
    anna, boris, carl = found["anna"], found["boris"], found["carl"]
    assert ids(anna["posts"]) == ["anna-heads-ministry"]
    assert ids(anna["patrons"]) == []
    assert ids(anna["clients"]) == ["boris-reports-to-anna", "anna-patron-of-carl", "anna-appointed-carl"]
    assert anna["kin"]["nodes"] == [
        {"id": "anna-kin-of-dora", "nature": "BOND"},
        {"id": "anna-kin-of-boris", "nature": "STATE"},
    ]
    assert ids(anna["clans"]) == ["anna-leads-berg-circle"]
    assert ids(boris["patrons"]) == ["boris-reports-to-anna"]
    assert ids(boris["kin"]) == ["anna-kin-of-boris"]
    assert ids(carl["patrons"]) == ["anna-patron-of-carl", "anna-appointed-carl"]
    assert ids(carl["clans"]) == ["carl-member-of-berg-circle"], "a league is no clan"


async def test_kinship_by_blood_has_no_dates_and_by_marriage_it_has(ask: Asker) -> None:
    kin = """query ($asOf: Date) { view(asOf: $asOf) { person(id: "anna") { kin { nodes {
      id certainty role period { start end text } } } } } }"""
    for as_of, expected in (
        ("1900-01-01", {"anna-kin-of-dora": "CERTAIN"}),
        ("2021-02-28", {"anna-kin-of-dora": "CERTAIN", "anna-kin-of-boris": "CERTAIN"}),
        ("2021-03-01", {"anna-kin-of-dora": "CERTAIN"}),
    ):
        found = (await ask(kin, {"asOf": as_of}))["view"]["person"]["kin"]["nodes"]
        assert {tie["id"]: tie["certainty"] for tie in found} == expected
    mother, spouse = (await ask(kin))["view"]["person"]["kin"]["nodes"]
    assert mother["role"] == "mother"
    assert mother["period"] == {"start": None, "end": None, "text": "always"}
    assert spouse["period"] == {
        "start": "2015-06-01", "end": "2021-03-01", "text": "1 June 2015 – 1 March 2021",
    }  # fmt: skip


async def test_bodies_clans_countries_and_events(ask: Asker) -> None:
    found = await ask(
        """{ institution(id: "ministry") { heads { nodes { id isHead } } holders { nodes { id isHead } } }
             clan(id: "berg-circle") { leaders { nodes { id from { id } } } members { nodes { id from { id } } } }
             country(id: "norland") { institutions { nodes { id from { id } } } memberships { nodes { to { id } } } }
             event(id: "congress") { participants { nodes { id } } } }"""
    )
    ministry = found["institution"]
    assert ids(ministry["heads"]) == ["anna-heads-ministry", "boris-heads-ministry"]
    assert ids(ministry["holders"]) == ["carl-clerk-of-ministry", "anna-heads-ministry", "boris-heads-ministry"]
    assert [tie["isHead"] for tie in ministry["holders"]["nodes"]] == [False, True, True]
    assert found["clan"] == {
        "leaders": {"nodes": [{"id": "anna-leads-berg-circle", "from": {"id": "anna"}}]},
        "members": {"nodes": [{"id": "carl-member-of-berg-circle", "from": {"id": "carl"}}]},
    }
    assert found["country"] == {
        "institutions": {"nodes": [{"id": "court-part-of-norland", "from": {"id": "court"}}]},
        "memberships": {"nodes": [{"to": {"id": "league"}}]},
    }
    assert ids(found["event"]["participants"]) == ["anna-took-part-in-congress", "carl-took-part-in-congress"]


@pytest.mark.parametrize(
    ("field", "identity", "view", "country"),
    [
        ("institution", "ministry", "", "norland"),
        ("institution", "court", "", "norland"),
        ("institution", "league", "", None),
        ("place", "port", "", "norland"),
        ("place", "quay", "", "norland"),
        # The nearest: over three hops until the bureau itself is placed somewhere.
        ("institution", "bureau", 'asOf: "2021-12-31"', "norland"),
        ("institution", "bureau", 'asOf: "2022-01-01"', "sudland"),
        ("institution", "bureau", 'asOf: "2022-01-01", knownAt: "2022-12-31"', "norland"),
        ("institution", "bureau", "", "sudland"),
        ("institution", "bureau", 'asOf: "1999-12-31"', None),
        ("institution", "bureau", 'knownAt: "2019-12-31"', None),
        ("place", "quay", 'asOf: "1949-12-31"', None),
    ],
)
async def test_the_nearest_country(field: str, identity: str, view: str, country: str | None, ask: Asker) -> None:
    within = f"view({view})" if view else "view"
    found = await ask(f'{{ {within} {{ {field}(id: "{identity}") {{ country {{ id }} }} }} }}')
    assert found["view"][field]["country"] == ({"id": country} if country else None)


async def test_the_date_of_an_event(ask: Asker) -> None:
    """The hull of its ties' starts and ends, unbounded ones aside, by what is known."""
    dates = """query ($knownAt: Date) { view(knownAt: $knownAt) {
      congress: event(id: "congress") { date participants { totalCount } }
      summit: event(id: "summit") { date participants { totalCount } }
      riot: event(id: "riot") { date } } }"""
    assert (await ask(dates))["view"] == {
        "congress": {"date": "[2020-05-10..2020-05-12]", "participants": {"totalCount": 2}},
        "summit": {"date": "2021-04-01", "participants": {"totalCount": 1}},
        "riot": {"date": None},
    }
    early = (await ask(dates, {"knownAt": "2020-06-01"}))["view"]
    assert early["congress"] == {"date": None, "participants": {"totalCount": 0}}


@pytest.mark.parametrize(
    ("tie", "known_at", "text"),
    [
        ("anna-heads-ministry", "2020-06-01", "1 February 2019 – at least 1 January 2020"),
        ("anna-heads-ministry", "2021-06-01", "1 February 2019 – May 2021"),
        ("boris-heads-ministry", "2021-06-01", "20 May 2021 – at least 1 June 2021 (alleged)"),
        ("anna-appointed-carl", "2021-06-01", "March 2019"),
        ("carl-took-part-in-congress", "2021-06-01", "between 11 and 12 May 2020"),
        ("boris-reports-to-anna", "2021-06-01", "by 1 January 2020 – ?"),
        ("boris-rival-of-carl", "2021-06-01", "never (refuted)"),
    ],
)
async def test_periods_for_people(tie: str, known_at: str, text: str, ask: Asker) -> None:
    found = await ask(
        """query ($knownAt: Date) { view(knownAt: $knownAt) { ties(first: 100) { nodes { id period { text } } } } }""",
        {"knownAt": known_at},
    )
    assert {each["id"]: each["period"]["text"] for each in found["view"]["ties"]["nodes"]}[tie] == text


async def test_a_tie_and_its_claims_in_full(ask: Asker) -> None:
    found = await ask(
        """{ node(id: "anna-appointed-carl") { ... on Tie { kind nature from { id } to { id } isHead role
               institution { id } period { start end earliestStart latestStart earliestEnd latestEnd }
               standing certainty sources { id } } }
             clerk: node(id: "carl-clerk-of-ministry") { ... on Tie { institution { id } claims { nodes {
               stance aspect modality start end heldOn reportedOn lastSeenOn role note attributedTo { id }
               source { id } tie { id } retractedOn withdrawnAt } } } } }"""
    )
    assert found["node"] == {
        "kind": "APPOINTED", "nature": "ACT", "from": {"id": "anna"}, "to": {"id": "carl"}, "isHead": False,
        "role": None, "institution": {"id": "ministry"}, "standing": "ESTABLISHED", "certainty": None,
        "period": {"start": "2019-03", "end": None, "earliestStart": "2019-03-01", "latestStart": "2019-03-31",
                   "earliestEnd": None, "latestEnd": None},
        "sources": [{"id": "gazette"}],
    }  # fmt: skip
    assert found["clerk"] == {
        "institution": None,
        "claims": {"nodes": [{
            "stance": "ASSERTS", "aspect": "TIE", "modality": "STATED", "start": None, "end": None,
            "heldOn": "2020-03", "reportedOn": "2021-06-01", "lastSeenOn": None, "role": None, "note": None,
            "attributedTo": {"id": "anna"}, "source": {"id": "herald"}, "tie": {"id": "carl-clerk-of-ministry"},
            "retractedOn": None, "withdrawnAt": None,
        }]},
    }  # fmt: skip


async def test_sources_and_their_statements(ask: Asker) -> None:
    found = await ask(
        """{ source(id: "herald") { title publisher author publishedOn url reliability note
               claims { totalCount } remarks { nodes { id about { id } attributedTo { id } modality date } } }
             unread: source(id: "unread") { title claims { totalCount } remarks { totalCount } }
             nothing: source(id: "nothing") { id } }"""
    )
    assert found["source"] == {
        "title": "The Herald of 2021", "publisher": "Herald", "author": None, "publishedOn": "2021-06-01",
        "url": None, "reliability": None, "note": None, "claims": {"totalCount": 8},
        "remarks": {"nodes": [
            {"id": "anna-rich", "about": {"id": "anna"}, "attributedTo": None, "modality": "STATED", "date": None},
            {"id": "anna-tired", "about": {"id": "anna"}, "attributedTo": {"id": "nephew"}, "modality": "REPORTED",
             "date": "2021-05-01"},
        ]},
    }  # fmt: skip
    assert found["unread"] == {
        "title": "A source that says nothing", "claims": {"totalCount": 0}, "remarks": {"totalCount": 0},
    }  # fmt: skip
    assert found["nothing"] is None


async def test_anything_by_its_id(ask: Asker) -> None:
    asked = ["port", "nothing", "anna", "gazette", "anna", "anna-heads-ministry", "anna-heads", "anna-poor",
             "norland", "congress", "berg-circle", "ministry", "dora-retracted"]  # fmt: skip
    found = await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", {"ids": asked})
    assert [node and node["id"] for node in found["nodes"]] == [None if i == "nothing" else i for i in asked]
    assert [node and node["__typename"] for node in found["nodes"]] == [
        "Place", None, "Person", "Source", "Person", "Tie", "Claim", "Remark", "Country", "Event", "Clan",
        "Institution", "Claim",
    ]  # fmt: skip
    for identity in dict.fromkeys(asked):
        one = await ask("query ($id: ID!) { node(id: $id) { id } }", {"id": identity})
        assert one["node"] == (None if identity == "nothing" else {"id": identity})
    assert (await ask("{ nodes(ids: []) { id } }"))["nodes"] == []
