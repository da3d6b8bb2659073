"""Popolo documents, on a sample and on every published version."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from service.sync.refusing import Limits, refuse_rows
from service.sync.upstream import Refused
from tests.read_sources import SAMPLES, Read, published, read, refused, versions

SOURCE = "popolo"
FILE = "01_2015-07-09_assembly.json"


@pytest.fixture(scope="module")
def sample() -> Read:
    (version,) = versions(SOURCE, SAMPLES / SOURCE)
    assert version.day == "2015-07-09"
    return read(SOURCE, version)


def test_people_and_organizations_are_entities(sample: Read) -> None:
    bekova = sample.entities["popolo-person-1"]
    assert [(name["text"], name.get("language")) for name in bekova["names"]] == [
        ("Aigul Bekova", None),
        ("Айгүл Бекова", "kk"),
    ]
    assert (bekova["born"], bekova["externalIds"]) == ("1970-02-03", {"wikidata": "Q930001"})
    assert sample.entities["popolo-organization-legislature"]["born"] == "1996-01-30"
    assert "popolo-organization-0" not in sample.entities


def test_a_membership_is_one_of_the_legislature_and_of_the_party(sample: Read) -> None:
    assert sample.ties("MEMBER_OF") == [
        ("popolo-person-1", "popolo-organization-legislature", "member", "2012-01-15", "2016-01-20"),
        ("popolo-person-1", "popolo-organization-1", None, "2012-01-15", "2016-01-20"),
        ("popolo-person-2", "popolo-organization-legislature", "member", "2013-05-06", "2016-01-20"),
        ("popolo-person-3", "popolo-organization-1", None, "2011", ".."),
    ]
    assert [claim["tie"].get("id") for claim in sample.claims] == [None, None, None, "popolo-m7--1"]


def test_what_cannot_be_used_is_told(sample: Read) -> None:
    assert sample.rejected == [
        f"{FILE}: persons[2].id: “person/2” stands twice",
        f"{FILE}: memberships[2].person_id: “person/9” is nowhere in the document",
        f'{FILE}: memberships[4].start_date: expected a date such as 2012-01-15, found "long ago"',
    ]
    assert sample.unheld == {
        "property of a person": {"image": 1},
        "property of an organization": {"classification": 2},
        "property of a term": {"name": 1, "classification": 1},
        "area": {"North": 1},
    }


def written(folder: Path, **lists: object) -> Read:
    """A document with these lists, as it is read."""
    file = folder / "x.json"
    file.write_text(json.dumps({"persons": [], **lists}), encoding="utf-8")
    (version,) = versions(SOURCE, file)
    return read(SOURCE, version)


def test_what_is_no_list_is_told(tmp_path: Path) -> None:
    person = {"id": "1", "name": "Aigul", "other_names": "Ai", "identifiers": {"scheme": "wikidata"}}
    found = written(tmp_path, persons=[person, {"id": "2", "name": "Daniyar", "other_names": ["Dan"]}])
    assert found.rejected == [
        'x.json: persons[0].other_names: expected a list, found "Ai"',
        'x.json: persons[0].identifiers: expected a list, found {"scheme": "wikidata"}',
        'x.json: persons[1].other_names: expected a list of objects, found ["Dan"]',
    ]
    assert [each["names"][0]["text"] for each in found.entities.values()] == ["Aigul", "Daniyar"]
    with pytest.raises(Refused, match=r"x\.json: memberships: expected a list, found 7"):
        written(tmp_path, memberships=7)


def test_what_is_neither_text_nor_a_number_is_told(tmp_path: Path) -> None:
    persons = [
        {"id": "1", "name": {"en": "Aigul"}},
        {"id": ["2"], "name": "Daniyar"},
        {"id": "3", "name": True},
        {"id": 4, "name": 1984, "other_names": [{"name": "Four"}, {"name": ["IV"]}, {"name": "Vier", "lang": ["de"]}],
         "identifiers": [{"scheme": "wikidata", "identifier": {"q": 4}}, {"scheme": "own", "identifier": 4}]},
    ]  # fmt: skip
    memberships = [
        {"person_id": 4, "organization_id": 1, "role": 7},
        {"person_id": 4, "organization_id": 1, "role": ["member"]},
        {"id": {"m": 1}, "person_id": 4, "organization_id": 1},
        {"person_id": 4, "organization_id": ["1"]},
        {"person_id": 4, "organization_id": 1, "area_id": ["north"]},
    ]
    found = written(
        tmp_path,
        persons=persons,
        organizations=[{"id": 1, "name": "Assembly"}, {"id": "2", "name": ["List"]}],
        memberships=memberships,
        events=[{"id": {"term": 1}}],
        posts=[{"id": "p", "label": {"en": "Speaker"}}],
        areas=[{"id": "a", "name": ["North"]}],
    )
    assert found.rejected == [
        'x.json: organizations[1].name: expected text, found ["List"]',
        'x.json: persons[0].name: expected text, found {"en": "Aigul"}',
        'x.json: persons[1].id: expected text, found ["2"]',
        "x.json: persons[2].name: expected text, found true",
        'x.json: persons[3].other_names[1].name: expected text, found ["IV"]',
        'x.json: persons[3].other_names[2].lang: expected text, found ["de"]',
        'x.json: persons[3].identifiers[0].identifier: expected text, found {"q": 4}',
        'x.json: events[0].id: expected text, found {"term": 1}',
        'x.json: memberships[1].role: expected text, found ["member"]',
        'x.json: memberships[2].id: expected text, found {"m": 1}',
        'x.json: memberships[3].organization_id: expected text, found ["1"]',
        'x.json: memberships[4].area_id: expected text, found ["north"]',
        'x.json: posts[0].label: expected text, found {"en": "Speaker"}',
        'x.json: areas[0].name: expected text, found ["North"]',
    ]
    found.check()
    four, body = found.entities["popolo-4"], "popolo-organization-1"
    assert ([name["text"] for name in four["names"]], four["externalIds"]) == (["1984", "Four"], {"own": "4"})
    assert found.ties("MEMBER_OF") == [("popolo-4", body, "7", None, "..")]


def test_a_date_that_is_none_is_told_and_the_person_stays(tmp_path: Path) -> None:
    aigul = {
        "id": "1", "name": "Aigul", "birth_date": "1960-00-00", "death_date": "2020-02-30",
        "other_names": [{"name": "Ai", "start_date": "0000"}],
    }  # fmt: skip
    found = written(
        tmp_path,
        persons=[aigul],
        organizations=[{"id": "a", "name": "Assembly"}],
        memberships=[
            {"person_id": "1", "organization_id": "a"},
            {"person_id": "1", "organization_id": "a", "start_date": "2011-13-01"},
            {"organization_id": "a"},
            {"person_id": "1", "organization_id": None},
        ],
    )
    assert found.rejected == [
        'x.json: persons[0].other_names[0].start_date: expected a date such as 2012-01-15, found "0000"',
        'x.json: persons[0].birth_date: expected a date such as 2012-01-15, found "1960-00-00"',
        'x.json: persons[0].death_date: expected a date such as 2012-01-15, found "2020-02-30"',
        'x.json: memberships[1].start_date: expected a date such as 2012-01-15, found "2011-13-01"',
        "x.json: memberships[2].person_id: is missing",
        "x.json: memberships[3].organization_id: is missing",
    ]
    found.check()
    assert [name["text"] for name in found.entities["popolo-1"]["names"]] == ["Aigul", "Ai"]
    assert found.ties("MEMBER_OF") == [("popolo-1", "popolo-organization-a", None, None, "..")]


def test_a_version_whose_names_are_objects_is_refused(tmp_path: Path) -> None:
    people = [{"id": str(number), "name": {"en": f"P {number}"} if number < 10 else "P"} for number in range(30)]
    found = written(tmp_path, persons=people)
    with pytest.raises(Refused, match=r"10 of the 30 rows .* cannot be used.*persons\[0\]\.name: expected text"):
        refuse_rows(found.notes, None, versions(SOURCE, tmp_path / "x.json")[0], Limits())


def test_ids_that_are_several_stay_several(tmp_path: Path) -> None:
    people = ["1", "person/1", "person-1", "Person_1", "organization-1", "organization/1", "person/person-1", "Ұ", "Қ"]
    bodies = ["1", "organization/1", "organization-1", "Organization 1", "person-1", "Ұлт"]
    found = written(
        tmp_path,
        persons=[{"id": each, "name": each} for each in people],
        organizations=[{"id": each, "name": each} for each in bodies],
        memberships=[{"id": each, "person_id": "1", "organization_id": "1"} for each in ("m1", "M1", "Ұ", "Қ")],
    )
    assert found.rejected == []
    assert len(found.check().entities) == len(people) + len(bodies)
    assert len({claim["tie"]["id"] for claim in found.claims}) == 4
    ids = {each["names"][0]["text"]: identity for identity, each in found.entities.items() if each["kind"] == "PERSON"}
    assert (ids["1"], ids["person/1"]) == ("popolo-1", "popolo-person-1")


def test_the_name_under_which_a_document_is_kept_begins_its_ids() -> None:
    (version,) = versions(SOURCE, SAMPLES / SOURCE)
    found = read(SOURCE, replace(version, source="assembly"))
    assert {identity.split("-")[0] for identity in found.entities} == {"assembly"}


@pytest.mark.parametrize(
    ("text", "told"),
    [("{", "is broken JSON: .* at line 1, column 2"), ("[]", "is no Popolo document"), ("{}", "is no Popolo document")],
)
def test_what_is_no_document_is_refused(tmp_path: Path, text: str, told: str) -> None:
    refused(SOURCE, tmp_path / "x.json", text.encode(), told)


def test_every_published_version_is_read_to_the_last_row() -> None:
    for version in published(SOURCE, "popolo"):
        found = read(SOURCE, version)
        checked = found.check()
        document = json.loads(version.files[0].read_text(encoding="utf-8"))
        parties = sum(each["on_behalf_of_id"] not in ("0", "4") for each in document["memberships"])
        assert found.rejected == []
        assert len(found.claims) == len(document["memberships"]) + parties
        assert len(checked.entities) == len(document["persons"]) + len(document["organizations"]) - 2
