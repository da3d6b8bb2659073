"""FollowTheMoney: every entity is valid in the published model, comes back as it was, and refers to what is there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from followthemoney import model
from followthemoney.types import registry

from service.address import Address
from tests.conftest import Asker, Engine
from tests.exports import exports_world, fetched, ties_of_view
from tests.read_sources import read, versions

Properties = dict[str, list[str]]


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[Address]:
    yield from exports_world(engine)


@pytest.fixture
def ask(world: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(world)


async def exported(ask: Asker, **parameters: Any) -> dict[str, dict[str, Any]]:
    lines = (await fetched(ask, "entities.ftm.json", **parameters)).splitlines()
    found = {record["id"]: record for record in map(json.loads, lines)}
    assert len(found) == len(lines), "an id stands once"
    return found


def properties(record: dict[str, Any]) -> Properties:
    found: Properties = record["properties"]
    return found


@pytest.mark.parametrize(
    ("parameters", "more_than"),
    [
        ({}, 20),
        ({"asOf": "2020-05-11"}, 20),
        ({"knownAt": "2020-06-01"}, 10),
        ({"about": "eve", "depth": "2"}, 20),
        ({"about": "anna", "depth": "0"}, 1),
    ],
)
async def test_every_entity_is_valid_and_comes_back(ask: Asker, parameters: dict[str, str], more_than: int) -> None:
    found = await exported(ask, **parameters)
    for record in found.values():
        # Uncleaned, so that a value that the model does not take is dropped and shows as a difference.
        proxy = model.get_proxy(record, cleaned=False)
        schema = proxy.schema
        schema.validate(cast(Any, record))
        kept = {name: sorted(values) for name, values in proxy.properties.items()}
        assert kept == {name: sorted(values) for name, values in properties(record).items()}, record["id"]
        for required in schema.required:
            assert proxy.get(required), (record["id"], required)
        for prop, value in proxy.itervalues():
            if prop.type == registry.entity:
                assert prop.range is not None
                assert model[found[value]["schema"]].is_a(prop.range), (record["id"], prop.name, value)
    assert len(found) > more_than


def test_the_model_drops_what_it_does_not_take() -> None:
    """What the comparison above rests on."""
    wrongs: list[Properties] = [{"startDate": ["199X"]}, {"proof": []}, {"description": [""]}]
    for wrong in wrongs:
        record = {"id": "x", "schema": "UnknownLink", "properties": {"subject": ["a"], "object": ["b"], **wrong}}
        kept = model.get_proxy(record, cleaned=False).properties
        assert {name: sorted(values) for name, values in kept.items()} != record["properties"]


async def test_each_tie_is_one_entity_of_the_right_kind(ask: Asker) -> None:
    found, ties = await exported(ask), await ties_of_view(ask)
    assert ties.keys() <= found.keys()
    schemata = {
        "eve-heads-firm": "Occupancy", "carl-clerk-of-court": "Occupancy", "eve-leads-team": "Membership",
        "carl-member-of-league": "Membership", "firm-member-of-team": "Membership", "anna-kin-of-boris": "Family",
        "anna-patron-of-carl": "Associate", "eve-allied-with-o-brien": "Associate", "eve-owns-firm": "Ownership",
        "team-controls-firm": "Control", "firm-succeeded-old-firm": "Succession",
        "boris-reports-to-anna": "UnknownLink", "norland-member-of-league": "UnknownLink",
        "eve-took-part-in-fair": "UnknownLink",
        "old-firm-same-as-firm": "UnknownLink", "anna-appointed-carl": "UnknownLink",
    }  # fmt: skip
    assert {name: found[name]["schema"] for name in schemata} == schemata
    kinds = {"anna": "Person", "ministry": "Organization", "firm": "Company", "berg-circle": "Organization",
             "norland": "Territory", "congress": "Event", "port": "Territory"}  # fmt: skip
    assert {name: found[name]["schema"] for name in kinds} == kinds
    for name, tie in ties.items():
        said = properties(found[name])
        # No date beside a date that contradicts it; kind, standing and period are said in words.
        assert all(len(said.get(date, [])) <= 1 for date in ("date", "startDate", "endDate"))
        [description] = said["description"]
        assert description.startswith(f"{tie['kind']}, {tie['standing']}: {tie['period']['text']}.")
        assert sorted(said["proof"]) == sorted(f"source-{source['id']}" for source in tie["sources"])


async def test_dates(ask: Asker) -> None:
    found = await exported(ask)

    def dates(name: str) -> Properties:
        return {key: value for key, value in properties(found[name]).items() if "ate" in key}

    assert dates("anna-kin-of-boris") == {"startDate": ["2015-06-01"], "endDate": ["2021-03-01"]}
    assert dates("firm-member-of-team") == {"startDate": ["2010-10"]}
    assert dates("firm-succeeded-old-firm") == {"date": ["2000-04"]}
    assert dates("old-firm") == {"incorporationDate": ["1991-05"], "dissolutionDate": ["2000"]}
    assert properties(found["old-firm"])["notes"] == ["Dissolved 2000?."]
    assert "Began 1991." in properties(found["ostland"])["notes"]
    assert dates("carl-took-part-in-congress") == {"date": ["2020-05"]}
    # 199X is no prefix, and of two ends that contradict each other only the month is sure.
    assert dates("eve-heads-firm") == {"endDate": ["2021-01"]}
    [told] = properties(found["eve-heads-firm"])["description"]
    assert "DISPUTED" in told and "Start 199X." in told and "Ended between 2021-01-05 and" in told
    assert dates("boris") == {"birthDate": ["1955"], "deathDate": ["2021-12-24"]}
    assert "Born 1955~." in properties(found["boris"])["notes"]
    assert dates("o-brien") == {}
    assert {"Born 0950.", "Died [1999-12-31..2000-01-02]."} <= set(properties(found["o-brien"])["notes"])


async def test_names_posts_countries_remarks_and_sources(ask: Asker) -> None:
    found = await exported(ask)
    assert properties(found["anna"])["alias"] == ["Анна Берг", "Anna Dal"]
    assert properties(found["o-brien"])["wikidataId"] == ["Q42"]
    assert "wikidata: Q0" in properties(found["anna"])["notes"], "Wikidata has no such item"
    assert properties(found["firm"])["country"] == ["kz"]
    occupancy = properties(found["eve-heads-firm"])
    post = properties(found[occupancy["post"][0]])
    assert (post["name"], post["organization"], post["country"]) == (["Director, The Firm"], ["firm"], ["kz"])
    note = found["not-poor"]
    assert note["schema"] == "Note"
    assert properties(note)["description"] == ["Denied: Eve is <not> poor."]
    assert properties(note)["entity"] == ["eve"]
    assert "Date 2019/2020. Attributed to o-brien." in properties(note)["notes"][0]
    article = found["source-web"]
    assert article["schema"] == "Article"
    assert properties(article)["publishedAt"] == ["2021-03-05"]
    assert properties(article)["sourceUrl"] == ["https://news.example.org/dams?a=1&b=%7B2%7D#top"]
    assert "At no address." in properties(found["source-season"])["notes"]
    assert {record["schema"] for record in (await exported(ask, about="ella", depth="0")).values()} == {"Person"}


async def test_kinship_comes_back_as_it_was(ask: Asker, tmp_path: Path) -> None:
    file = tmp_path / "entities.ftm.json"
    file.write_bytes(await fetched(ask, "entities.ftm.json"))
    (version,) = versions("followthemoney", file)
    found = read("followthemoney", version).ties("KIN_OF")
    ties = [tie for tie in (await ties_of_view(ask)).values() if tie["kind"] == "KIN_OF"]
    kin = {(f"followthemoney-{tie['from']['id']}", f"followthemoney-{tie['to']['id']}", tie["role"]) for tie in ties}
    assert len(kin) > 1
    assert {tie[:3] for tie in found} == kin
