"""Policies through the API: the same question to those whom one believes and to those whom one does not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from schema.memory import graph as memory
from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import claim, entity, made_up, source, tie, told

POST = tie("HOLDS_POST", "ann", "hall", "post")
OTHER = tie("HOLDS_POST", "bob", "hall", "other")


@pytest.fixture(scope="module")
def quarrel(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Three papers on two posts: one is good, one bad, one ungraded."""
    folder: Path = tmp_path_factory.mktemp("quarrel")
    records = [
        entity("ann"), entity("bob"), entity("hall", "INSTITUTION"), entity("minister"),
        {**source("good", "2020-01-01"), "reliability": "B", "publisher": "Good Press"},
        {**source("bad", "2020-02-01"), "reliability": "E", "publisher": "Bad Press"},
        {**source("odd", "2020-03-01"), "publisher": "Bad Press"},
        claim(POST, "good", id="c1", start="2018-01-01", end="2019-12-31"),
        claim("post", "bad", id="c2", modality="ALLEGED", end="2019-06-30"),
        claim("post", "odd", id="c3", stance="DENIES", attributedTo="minister"),
        claim(OTHER, "bad", id="c4", start="2019", end=".."),
        claim("other", "odd", id="c5", start="2019", end="..", attributedTo="minister"),
        {"type": "remark", "id": "r1", "about": "ann", "text": "Well liked.", "source": "good"},
        {"type": "remark", "id": "r2", "about": "ann", "text": "Hated.", "source": "odd", "attributedTo": "minister"},
    ]  # fmt: skip
    for address in made_up(engine):
        told(address, folder, records, "quarrel")
        yield address


@pytest.fixture
def ask(quarrel: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(quarrel)


async def ties(ask: Asker, policy: str, arguments: str = "") -> dict[str, Any]:
    query = f"""{{ view({arguments} policy: {policy}) {{ ties {{ nodes {{ id standing period {{ text }} sources {{ id }}
      claims {{ totalCount }} }} }} people {{ nodes {{ id }} }} sources {{ nodes {{ id }} }}
      remarks {{ nodes {{ id }} }} disputes {{ nodes {{ id }} }} }} }}"""
    view = (await ask(query))["view"]
    return {
        "ties": {row["id"]: (row["standing"], row["period"]["text"]) for row in view["ties"]["nodes"]},
        "claims": {row["id"]: row["claims"]["totalCount"] for row in view["ties"]["nodes"]},
        **{name: [row["id"] for row in view[name]["nodes"]] for name in ("people", "sources", "remarks", "disputes")},
    }


async def test_all_count_without_a_policy(ask: Asker) -> None:
    found = await ties(ask, "{}")
    assert found["ties"]["post"] == ("DISPUTED", "1 January 2018 – 30 June or 31 December 2019 (contested)")
    assert found["disputes"] == ["post:end", "post:tie"]


async def test_only_reliable_sources(ask: Asker) -> None:
    found = await ties(ask, "{reliability: C}")
    assert found["ties"] == {"post": ("ESTABLISHED", "1 January 2018 – 31 December 2019")}
    assert (found["sources"], found["people"]) == (["good"], ["ann"])
    assert (found["remarks"], found["disputes"], found["claims"]) == (["r1"], [], {"post": 1})


async def test_without_a_speaker(ask: Asker) -> None:
    found = await ties(ask, '{withoutSpeakers: ["minister"]}')
    assert found["ties"]["post"][0] == "DISPUTED"
    assert found["disputes"] == ["post:end"]
    assert found["remarks"] == ["r1"]


async def test_only_a_speaker(ask: Asker) -> None:
    found = await ties(ask, '{speakers: ["minister"]}')
    assert {name: standing for name, (standing, _) in found["ties"].items()} == {
        "post": "REFUTED",
        "other": "ESTABLISHED",
    }
    # Whoever is spoken of only by others is not there; the speaker is.
    assert found["people"] == ["ann", "bob", "minister"]


async def test_independent_sources(ask: Asker) -> None:
    # Two sources of one publisher, of which one passes on what a minister says, are two; who denies the post is none.
    assert (await ties(ask, "{independentSources: 2}"))["ties"].keys() == {"post", "other"}
    assert (await ties(ask, "{independentSources: 3}"))["ties"] == {}
    assert (await ties(ask, '{independentSources: 2, withoutSources: ["good"]}'))["ties"].keys() == {"other"}
    # A single one that denies it leaves a denied tie, where one is enough.
    alone = await ties(ask, '{independentSources: 1, speakers: ["minister"]}')
    assert alone["ties"]["post"][0] == "REFUTED"


async def test_two_pictures_side_by_side(ask: Asker) -> None:
    query = """{
      believers: view(asOf: "2019-07-15", policy: {sources: ["good"]}) { policy { sources }
        institution(id: "hall") { holders { nodes { from { id } certainty } } } }
      doubters: view(asOf: "2019-07-15", policy: {withoutSources: ["good"]}) { policy { withoutSources }
        institution(id: "hall") { holders { nodes { from { id } certainty } } } }
      all: view(asOf: "2019-07-15") { policy { sources } }
    }"""
    found = await ask(query)
    assert found["believers"]["policy"] == {"sources": ["good"]}
    assert found["all"]["policy"] is None
    believed = found["believers"]["institution"]["holders"]["nodes"]
    assert believed == [{"from": {"id": "ann"}, "certainty": "CERTAIN"}]
    assert [row["from"]["id"] for row in found["doubters"]["institution"]["holders"]["nodes"]] == ["bob"]


async def test_records_answer_by_id_whatever_counts(ask: Asker) -> None:
    found = (
        await ask(
            """{ view(policy: {sources: ["good"]}) { person(id: "bob") { id posts { totalCount } }
              source(id: "bad") { id claims { totalCount } }
              claims { nodes { id tie { id certainty } } } } }"""
        )
    )["view"]
    assert found["person"] == {"id": "bob", "posts": {"totalCount": 0}}
    assert found["source"] == {"id": "bad", "claims": {"totalCount": 0}}
    assert found["claims"]["nodes"] == [{"id": "c1", "tie": {"id": "post", "certainty": None}}]


async def test_changes_follow(ask: Asker) -> None:
    query = """query($policy: PolicyInput) { view(policy: $policy) {
      changes(from: "2017-01-01", to: "2020-12-31") { nodes { kind date tie { id } } } } }"""
    found = (await ask(query, {"policy": {"sources": ["good"]}}))["view"]["changes"]["nodes"]
    assert [(row["kind"], row["date"]) for row in found] == [("BEGAN", "2018-01-01"), ("ENDED", "2019-12-31")]


async def test_measures_paths_and_the_timeline_follow(ask: Asker) -> None:
    query = """query($policy: PolicyInput) { view(policy: $policy) {
      measures(kind: DEGREE) { nodes { value entity { id } } }
      compareMeasures(kind: DEGREE, asOf: ["2018-06-01", "2020-06-01"]) { nodes { trend entity { id } } }
      paths(from: "ann", to: "bob", timing: PAIRWISE) { totalCount }
      timeline(about: ["hall"]) { totalCount } } }"""
    policies: list[dict[str, Any] | None] = [None, {"sources": ["good"]}, {"sources": []}]
    every, few, none = [(await ask(query, {"policy": policy}))["view"] for policy in policies]

    def values(found: dict[str, Any]) -> dict[str, float]:
        return {row["entity"]["id"]: row["value"] for row in found["measures"]["nodes"]}

    assert values(every) == {"ann": 1, "bob": 1, "hall": 2}
    assert values(few) == {"ann": 1, "hall": 1}
    assert values(none) == {}
    trends = {row["entity"]["id"]: row["trend"] for row in few["compareMeasures"]["nodes"]}
    assert trends == {"ann": "DISAPPEARED", "hall": "DISAPPEARED"}
    counts = [[found[name]["totalCount"] for found in (every, few, none)] for name in ("paths", "timeline")]
    assert counts[0] == [1, 0, 0]
    assert counts[1][0] > counts[1][1] > counts[1][2] == 0


@pytest.mark.parametrize(
    ("policy", "code", "told"),
    [
        ('{sources: ["godo"]}', "NOT_FOUND", "policy: sources: there is no source “godo”"),
        ('{withoutSpeakers: ["ministre"]}', "NOT_FOUND", "policy: withoutSpeakers: there is no entity “ministre”"),
        ("{independentSources: 0}", "BAD_INPUT", "policy: independentSources: 0 is less than 1"),
        ("{independentSources: -2}", "BAD_INPUT", "policy: independentSources: -2 is less than 1"),
    ],
)
async def test_what_is_wrong_with_a_policy(ask: Asker, policy: str, code: str, told: str) -> None:
    error = await ask.error(f"{{ view(policy: {policy}) {{ asOf }} }}")
    assert error["extensions"]["code"] == code
    assert told in error["message"]


async def test_whom_a_policy_names_is_looked_up_in_two_trips(ask: Asker) -> None:
    """One for the data version, one for all sources, one for all speakers."""
    for policy in (
        '{sources: ["good"], speakers: ["minister"]}',
        '{sources: ["good", "bad"], withoutSources: ["odd"], speakers: ["minister"], withoutSpeakers: ["ann", "bob"]}',
    ):
        await ask(f"{{ view(policy: {policy}) {{ asOf }} }}")
        assert ask.trips == 3


async def test_a_graph_too_large_to_be_held(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST_CLAIMS", 4)
    error = await ask.error('{ view(policy: {sources: ["good"]}) { ties { nodes { id } } } }')
    assert error["extensions"]["code"] == "TOO_BROAD"
    assert "more than 4 claims" in error["message"]
