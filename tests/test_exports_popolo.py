"""Popolo: valid by the specification, memberships lead to what is there, names and dates are as known.

The specification's own JSON schemas are carried by no package on PyPI or npm; `tests/data/popolo.schema.json` states
them anew for the classes that are written, and is nowhere laxer: their `format: uri` is a pattern here.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.exports import exports_world, fetched, ties_of_view

SCHEMA = json.loads(Path(__file__).with_name("data").joinpath("popolo.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[Address]:
    yield from exports_world(engine)


@pytest.fixture
def ask(world: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(world)


async def exported(ask: Asker, **parameters: Any) -> dict[str, dict[str, dict[str, Any]]]:
    whole = json.loads(await fetched(ask, "popolo.json", **parameters))
    jsonschema.validate(whole, SCHEMA, cls=jsonschema.Draft7Validator)
    lists = {name: {record["id"]: record for record in records} for name, records in whole.items()}
    assert {name: len(records) for name, records in lists.items()} == {name: len(each) for name, each in whole.items()}
    return lists


@pytest.mark.parametrize("parameters", [{}, {"asOf": "2020-05-11"}, {"about": "eve", "depth": "2"}, {"about": "riot"}])
async def test_it_is_popolo(ask: Asker, parameters: dict[str, str]) -> None:
    lists = await exported(ask, **parameters)
    for membership in lists["memberships"].values():
        assert membership["organization_id"] in lists["organizations"]
        if "person_id" in membership:
            assert membership["person_id"] in lists["persons"]
        else:
            assert membership["member"]["id"] in lists["organizations"]


async def test_memberships(ask: Asker) -> None:
    lists, ties = await exported(ask), await ties_of_view(ask)
    organizations = lists["organizations"].keys()
    members = lists["persons"].keys() | organizations
    assert set(lists["memberships"]) == {
        name
        for name, tie in ties.items()
        if tie["kind"] in ("HOLDS_POST", "MEMBER_OF", "LEADS")
        and tie["from"]["id"] in members
        and tie["to"]["id"] in organizations
    }
    assert lists["memberships"]["firm-member-of-team"] == {
        "id": "firm-member-of-team",
        "label": "MEMBER_OF, ESTABLISHED: October 2010 – ?. Start 2010-10. Began between 2010-10-01 and 2010-10-31. "
        "Ended between 2010-10-02 and ….",
        "role": 'Member & "friend"',
        "organization_id": "team",
        "member": {"@type": "Organization", "id": "firm", "name": "The Firm"},
        "start_date": "2010-10",
        "sources": [{"url": "https://news.example.org/dams?a=1&b=%7B2%7D#top", "note": 'Dams & dikes: 100% "safe"?'}],
    }
    disputed = lists["memberships"]["eve-heads-firm"]
    assert disputed["end_date"] == "2021-01"
    assert "start_date" not in disputed and "DISPUTED" in disputed["label"] and "199X" in disputed["label"]


@pytest.mark.parametrize(
    ("name", "record"),
    [
        ("persons", {"id": "a", "name": "A", "birth_date": "1970-5"}),
        ("persons", {"id": "a", "name": "A", "sources": [{"url": "https://example.org/é"}]}),
        ("persons", {"id": "a", "name": "A", "sources": [{"url": "https://example.org/100%"}]}),
        ("organizations", {"id": "a", "name": "A", "founding_date": "199X"}),
        ("organizations", {"id": "a", "name": "A", "identifiers": [{"scheme": "s"}]}),
        ("memberships", {"id": "a", "person_id": "b"}),
    ],
)
def test_the_schema_refuses_what_is_not_popolo(name: str, record: dict[str, Any]) -> None:
    lists: dict[str, list[Any]] = {"persons": [], "organizations": [], "areas": [], "events": [], "memberships": []}
    jsonschema.validate(lists, SCHEMA, cls=jsonschema.Draft7Validator)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**lists, name: [record]}, SCHEMA, cls=jsonschema.Draft7Validator)


async def test_records(ask: Asker) -> None:
    lists = await exported(ask)
    person = lists["persons"]["o-brien"]
    assert person["name"] == "Seán <O'Brien> & Söhne"
    assert person["other_names"][1] == {"name": "Шон О’Брайен", "note": "ru Cyrl"}
    assert person["birth_date"] == "0950" and "death_date" not in person
    assert {"scheme": "wikidata", "identifier": "Q42"} in person["identifiers"]
    assert lists["organizations"]["team"]["classification"] == "clan"
    assert lists["areas"]["ostland"] == {
        "id": "ostland", "name": "Ostland", "identifier": "KZ", "classification": "country"
    }  # fmt: skip
    old = lists["organizations"]["old-firm"]
    assert (old["founding_date"], old["dissolution_date"]) == ("1991-05", "2000")
    [link, _] = lists["memberships"]["eve-heads-firm"]["sources"]
    assert link["url"] == "https://xn--80alqgor.example/%D1%82%D0%BE%D0%BC-5/%5B100%25%5D?q=%C3%A9"
    event = lists["events"]["congress"]
    assert (event["start_date"], event["end_date"]) == ("2020-05-10", "2020-05-12")
