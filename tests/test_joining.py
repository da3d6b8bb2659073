"""Entities that are one in the graph: by identifiers and by decisions, for every reader, and parted again."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from schema.errors import BadInput
from schema.records import MatchRecord
from service.address import Address
from service.serving import SEED
from service.sync.deciding import decide, take_back
from service.sync.deriving import rebuild
from service.sync.importing import Options, import_paths
from service.sync.migrating import migrate
from service.sync.reading import Rejected
from service.sync.store import Label, Store
from tests.conftest import Asker, Engine
from tests.dumps import everything, session_on, standing
from tests.made_up import DATA, claim, entity, source, tie, told
from tests.test_memory import CHAINS, FILTERS, LISTS, OTHERS, same
from tests.two_versions import match, remark

Asking = Callable[[Address], Asker]

# What the second dataset says of its own Ann, whom it calls annie.
ANN = [
    source("paper", "2020-01-01"),
    entity("ann", born="1970", description="A miller."),
    entity("mill", "INSTITUTION"),
    claim(tie("HOLDS_POST", "ann", "mill", head=True), "paper", start="2019"),
    remark("ann", "paper", "Sings.", id="sings"),
]


def of(other: str) -> list[dict[str, Any]]:
    """What another dataset says of somebody whom it calls by an id."""
    return [
        source("radio", "2021-01-01"),
        {**entity(other), "names": [{"text": "Annie"}]},
        entity("bea"),
        entity("guild", "INSTITUTION"),
        claim(tie("MEMBER_OF", other, "guild", "joins"), "radio", start="2018"),
        claim(tie("PATRON_OF", other, "bea", "helps"), "radio", start="2020", attributedTo=other),
        claim(tie("HOLDS_POST", "bea", "guild", "works", institution="guild"), "radio", start="2020", end=".."),
        remark(other, "radio", "Dances.", id="dances"),
        remark("bea", "radio", "Is late.", id="late", attributedTo=other),
    ]


SAME = MatchRecord("ann", "annie", True, "a reader", "2022-01-01", "the same miller")
QUESTIONS = """query Questions($id: ID!, $bea: ID!) {
  person(id: $id) { id name born description otherIds names { text preferred }
    ties { nodes { id from { id } to { id } } }
    remarks { nodes { id about { id } attributedTo { id } } } }
  entity(id: $id) { id } node(id: $id) { id }
  timeline(about: [$id]) { nodes { kind sentence } }
  claims(filter: {about: $id}) { nodes { tie { id } attributedTo { id } } }
  from: claims(filter: {attributedTo: $id}) { nodes { tie { id } } }
  said: remarks(filter: {or: [{about: $id}, {attributedTo: $id}]}) { nodes { id } }
  ties(filter: {with: $id}) { nodes { id } }
  people(filter: {hasTie: {with: $id}}) { nodes { id } }
  patronage(around: $bea) { nodes { sentence steps { from { id } to { id } } } }
  paths(from: $id, to: $bea, timing: PAIRWISE) { nodes { sentence } }
  changes(from: "2017-01-01", to: "2021-12-31", about: $id) { nodes { kind tie { id } } }
}"""


def told_apart(address: Address, folder: Path) -> None:
    told(address, folder, ANN, "village")
    told(address, folder, of("annie"), "radio-notes")


async def test_two_that_are_one_answer_as_if_they_had_always_had_one_id(
    graph: Address, store: Store, tmp_path: Path, asking: Asking
) -> None:
    told_apart(graph, tmp_path)
    assert decide(store, SAME, lambda *_: None) == 3
    ask = asking(graph)
    found = await ask(QUESTIONS, {"id": "ann", "bea": "bea"})
    assert await ask(QUESTIONS, {"id": "annie", "bea": "bea"}) == found
    person = found["person"]
    assert (person["id"], person["otherIds"], person["born"]) == ("ann", ["annie"], "1970")
    assert person["names"] == [{"text": "Ann", "preferred": True}, {"text": "Annie", "preferred": False}]
    assert {each["id"] for each in person["remarks"]["nodes"]} == {"sings", "dances"}
    assert {each["about"]["id"] for each in person["remarks"]["nodes"]} == {"ann"}
    assert found["from"]["nodes"] == [{"tie": {"id": "helps"}}]
    assert {each["id"] for each in found["said"]["nodes"]} == {"sings", "dances", "late"}
    # The oracle: the same world under other ids, in which the other dataset calls her by the same id.
    told(graph, tmp_path, _others(ANN), "other-village")
    told(graph, tmp_path, [each for each in _others(of("ann")) if each.get("id") != "other-ann"], "other-radio")
    wanted = json.loads(
        json.dumps(await asking(graph)(QUESTIONS, {"id": "other-ann", "bea": "other-bea"})).replace("other-", "")
    )
    for answer in (found, wanted):
        del answer["person"]["names"], answer["person"]["otherIds"]
    assert found == wanted


def _others(value: Any) -> Any:
    """Records under other ids."""
    if isinstance(value, dict):
        return {
            name: f"other-{each}" if name in IDS and isinstance(each, str) else _others(each)
            for name, each in value.items()
        }
    return list(map(_others, value)) if isinstance(value, list) else value


IDS = ("id", "from", "to", "tie", "source", "about", "attributedTo", "institution")


async def test_a_decision_holds_from_its_version_on_for_every_day_of_knowledge(
    graph: Address, store: Store, tmp_path: Path, asking: Asking
) -> None:
    told_apart(graph, tmp_path)
    decide(store, SAME, lambda *_: None)
    query = '{ view(knownAt: "2021-02-01") { person(id: "annie") { id posts { nodes { id } } } } }'
    asker = asking(graph)
    found = await asker(query)
    assert found["view"]["person"] == {"id": "ann", "posts": {"nodes": [{"id": "ann-holds-post-mill"}]}}
    answer = await asker.client.post("/graphql", json={"query": query, "extensions": {"dataVersion": 2}})
    assert answer.json()["data"]["view"]["person"] == {"id": "annie", "posts": {"nodes": []}}


def test_a_decision_taken_back_restores_the_graph_exactly(graph: Address, store: Store, tmp_path: Path) -> None:
    told_apart(graph, tmp_path)
    before, every = standing(graph), everything(graph, aside=("recorded_at", "withdrawn_at", "until_version"))
    decide(store, SAME, lambda *_: None)
    assert standing(graph) != before
    assert standing(graph, 2) == before
    assert take_back(store, "annie", "ann", lambda *_: None) == 4
    assert standing(graph) == before
    after = everything(graph, aside=("recorded_at", "withdrawn_at", "until_version"))
    for name, rows in every.items():
        if name not in ("Meta", "Entity Person"):
            assert set(rows) <= set(after[name]), name
    with pytest.raises(BadInput, match="nothing has been decided on “ann” and “annie”"):
        take_back(store, "ann", "annie", lambda *_: None)


def test_a_rebuild_after_a_decision_changes_nothing(graph: Address, store: Store, tmp_path: Path) -> None:
    told_apart(graph, tmp_path)
    decide(store, SAME, lambda *_: None)
    before = standing(graph)
    assert rebuild(store, lambda *_: None) == 0
    assert standing(graph) == before


def test_what_cannot_be_one_is_refused_before_anything_is_written(graph: Address, store: Store, tmp_path: Path) -> None:
    told_apart(graph, tmp_path)
    for a, b, message in (
        ("ann", "mill", "“ann” and “mill” cannot be one: they are PERSON and INSTITUTION"),
        ("ann", "nobody", "“nobody” is unknown"),
    ):
        with pytest.raises(Rejected, match=message):
            decide(store, MatchRecord(a, b, True, "me", "2022-01-01", "so"), lambda *_: None)
    decide(store, SAME, lambda *_: None)
    decide(store, MatchRecord("bea", "annie", True, "me", "2022-01-01", "so"), lambda *_: None)
    before = everything(graph)
    with pytest.raises(BadInput, match="not the same; other decisions make them one"):
        decide(store, MatchRecord("ann", "bea", False, "me", "2022-01-01", "so"), lambda *_: None)
    assert everything(graph) == before


def test_a_decision_of_a_file_is_changed_in_the_file(graph: Address, store: Store, tmp_path: Path) -> None:
    told_apart(graph, tmp_path)
    told(graph, tmp_path, [match("annie", "ann", same=True)], "notes")
    assert store.rows_by_id(Label.ENTITY, ["annie"], store.version)[0]["member_of"] == "ann"
    with pytest.raises(BadInput, match="are decided on in the dataset notes"):
        take_back(store, "ann", "annie", lambda *_: None)
    with pytest.raises(BadInput, match="are decided on in the dataset notes"):
        decide(store, SAME, lambda *_: None)
    told(graph, tmp_path, [match("ann", "annie", same=False)], "notes")
    assert store.rows_by_id(Label.ENTITY, ["annie"], store.version)[0].get("member_of") is None


def identified(records: list[dict[str, Any]], who: str, value: str) -> list[dict[str, Any]]:
    return [{**each, "externalIds": {"wikidata": value}} if each.get("id") == who else each for each in records]


def test_an_identifier_joins_as_it_comes_and_parts_as_it_goes(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, identified(ANN, "ann", "Q1"), "village")
    told(graph, tmp_path, of("annie"), "radio-notes")
    before = standing(graph)
    told(graph, tmp_path, identified(of("annie"), "annie", "Q1"), "radio-notes")
    assert store.rows_by_id(Label.ENTITY, ["annie"], store.version)[0]["member_of"] == "ann"
    told(graph, tmp_path, of("annie"), "radio-notes")
    assert standing(graph) == before
    # An entity that goes leaves the other by itself, as it was.
    told(graph, tmp_path, identified([entity("cy"), *of("annie")], "cy", "Q1"), "radio-notes")
    assert store.rows_by_id(Label.ENTITY, ["ann"], store.version)[0]["member_of"] == "cy"
    told(graph, tmp_path, of("annie"), "radio-notes")
    assert standing(graph) == before


def test_an_identifier_on_two_of_a_dataset_joins_nobody_and_is_told(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    told(graph, tmp_path, identified(ANN, "ann", "Q1"), "village")
    twice = identified(identified(of("annie"), "annie", "Q1"), "bea", "Q1")
    outcome = told(graph, tmp_path, twice, "radio-notes")
    assert outcome.ambiguous == ["The identifier wikidata Q1 stands on ann and annie and bea: it joins nobody."]
    assert store.ask("read/identities", version=store.version) == []


def test_a_graph_of_an_earlier_form_is_joined_by_its_migration(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, identified(ANN, "ann", "Q1"), "village")
    told(graph, tmp_path, identified(of("annie"), "annie", "Q1"), "radio-notes")
    before = standing(graph)
    with session_on(graph) as session:
        for text in (
            "MATCH (n:Identifier) DETACH DELETE n",
            "MATCH (x:EntityRecord) WHERE x.members IS NOT NULL DETACH DELETE x",
            "MATCH (x:EntityRecord) REMOVE x.member_of",
            "MATCH (m:Meta {name: 'graph'}) SET m.joined = null, m.done = [x IN m.done WHERE NOT x STARTS WITH '007']",
        ):
            session.run(text).consume()
    assert standing(graph) != before
    assert migrate(store) == ["007_identities"]
    assert standing(graph) == before
    assert migrate(store) == []


@pytest.fixture(scope="module")
def joined(engine: Engine) -> Iterator[Address]:
    """The seed data and a register some of whose entities bear the same identifiers."""
    address = engine.migrated()
    with Store(address) as store:
        import_paths(store, [SEED], Options(dataset="seed-data"))
        import_paths(store, [DATA / "gazette.yaml"], Options())
    yield address
    engine.drop(address)


@pytest.mark.parametrize(
    "fields",
    [LISTS, CHAINS, OTHERS, " ".join(f"f{n}: {each}" for n, each in enumerate(FILTERS))],
    ids=["lists", "chains", "others", "filters"],
)
async def test_views_in_memory_are_the_databases_own(joined: Address, asking: Asking, fields: str) -> None:
    await same(asking(joined), f'{{ view(asOf: "2022-01-06", knownAt: "2022-01-10") {{ asOf {fields} }} }}')


BY_EITHER_ID = """query Either($person: ID!, $country: ID!, $alliance: ID!, $office: ID!) {
  entity: person(id: $person) { id otherIds born externalIds { scheme value }
    ties(first: 100) { totalCount nodes { id } } }
  country(id: $country) { id institutions(first: 100) { nodes { id } } }
  institutions(filter: {country: $country}) { nodes { id } }
  disputes(about: $person) { nodes { id about { id } } }
  questions(about: $person) { nodes { id about { id } } }
  timeline(about: [$person, $country], first: 100) { nodes { sentence } }
  office: timeline(about: [$alliance], first: 100) { nodes { kind sentence } }
  view(policy: {withoutSpeakers: [$person]}) { claims(filter: {source: "gazette"}) { nodes { id } } }
  search(text: "Massimow") { entity { id } matched { text } }
  of: derivedTies(of: $person, first: 100) { nodes { id } }
  between: derivedTies(of: "gazette-person-2", with: $person) { nodes { id kind } }
  node(id: $office) { id ... on Tie { standing sources { id } claims { nodes { id tie { id } } } } }
  disputed: disputes(about: $country) { nodes { id positions { text claims { id } } } }
  told: changes(from: "2021-01-01", to: "2022-02-01", about: $person, axis: KNOWLEDGE) { nodes { claims { id } } }
  second: person(id: "gazette-person-2") { derivedTies(with: $person) { nodes { id kind } } }
}"""
OFFICE = "karim-masimov-state-secretary-of-kazakhstan"


async def test_either_id_asks_for_the_same(joined: Address, asking: Asking) -> None:
    ask = asking(joined)
    seeds = {"person": "karim-masimov", "country": "kazakhstan", "alliance": "nato", "office": OFFICE}
    found = await ask(BY_EITHER_ID, seeds)
    others = {"person": "gazette-person-1", "country": "gazette-country", "alliance": "gazette-alliance"}
    assert await ask(BY_EITHER_ID, {**others, "office": "gazette-secretary-1"}) == found
    assert (found["node"]["id"], found["node"]["standing"]) == (OFFICE, "DISPUTED")
    assert {"gazette-7", "gazette-8"} < {each["id"] for each in found["node"]["claims"]["nodes"]}
    assert {each["tie"]["id"] for each in found["node"]["claims"]["nodes"]} == {OFFICE}
    assert {"gazette"} < {each["id"] for each in found["node"]["sources"]}
    [dispute] = [each for each in found["disputed"]["nodes"] if each["id"] == f"{OFFICE}:end"]
    assert {"gazette-7", "gazette-8"} <= {claim["id"] for side in dispute["positions"] for claim in side["claims"]}
    assert {"claims": [{"id": "gazette-7"}, {"id": "gazette-8"}]} in found["told"]["nodes"]
    assert any("Newcomer" in each["sentence"] for each in found["office"]["nodes"])
    assert found["entity"]["id"] == "karim-masimov"
    assert found["entity"]["otherIds"] == ["gazette-person-1"]
    assert found["entity"]["born"] == "1965-06-15"
    assert {"gazette-post", "gazette-patron"} <= {each["id"] for each in found["entity"]["ties"]["nodes"]}
    assert "gazette-office" in {each["id"] for each in found["institutions"]["nodes"]}
    [who] = [each for each in found["questions"]["nodes"] if each["id"] == "gazette-who"]
    assert who["about"] == [{"id": "karim-masimov"}]
    assert {each["id"] for each in found["view"]["claims"]["nodes"]} == {f"gazette-{n}" for n in (1, 2, 4, 7, 8)}
    assert found["search"][0]["entity"]["id"] == "karim-masimov"
    assert [each["kind"] for each in found["between"]["nodes"]] == ["PROMOTED_UNDER", "SHARED_TENURE"]
    assert found["second"]["derivedTies"] == found["between"]
    both = ("karim-masimov", "gazette-person-1")
    exported = [await ask.client.get(f"/export/ties.csv?about={each}") for each in both]
    assert exported[0].text == exported[1].text
    assert "gazette-post" in exported[0].text
    assert not [each for each in found["search"] if each["entity"]["id"].startswith("gazette-person-1")]
