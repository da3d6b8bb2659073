"""What a source has and the graph has no place for is counted and named, wherever in the source it stands."""

import json
from pathlib import Path
from typing import Any

from tests.read_sources import Read, read, versions

KAY = {"id": "kay", "schema": "Person", "properties": {"name": ["Kay"]}}


def read_file(source: str, file: Path, text: str) -> Read:
    file.write_text(text, encoding="utf-8")
    (version,) = versions(source, file)
    found = read(source, version)
    found.check()
    return found


def lines(*each: dict[str, Any]) -> str:
    return "".join(json.dumps(line) + "\n" for line in each)


def test_fields_of_an_entity_beside_its_properties(tmp_path: Path) -> None:
    more = {"caption": "Kay", "referents": ["k-1"], "first_seen": "2024-01-01", "target": True, "datasets": []}
    broken = {"id": "lou", "schema": "Person", "properties": {"name": None}, "caption": "Lou"}
    found = read_file(
        "followthemoney", tmp_path / "x.json", lines(KAY | more, KAY | {"id": "b", "caption": "B"}, broken)
    )
    # What is empty says nothing, and of a line that is set aside the reason is told.
    assert found.unheld == {"field of an entity": {"caption": 2, "referents": 1, "first_seen": 1, "target": 1}}
    assert len(found.rejected) == 1


def test_fields_of_an_operation(tmp_path: Path) -> None:
    text = lines(
        {"op": "ADD", "entity": KAY | {"caption": "Kay"}, "at": "2024-05-01"},
        {"op": "DEL", "entity": {"id": "lou", "caption": "Lou"}},
    )
    found = read_file("followthemoney", tmp_path / "x.delta.json", text)
    assert found.unheld == {"field of an entity": {"caption": 1}, "field of an operation": {"at": 1}}


def document(folder: Path, **fields: Any) -> Read:
    return read_file("popolo", folder / "x.json", json.dumps({"persons": [], **fields}))


def test_other_lists_and_fields_of_a_document(tmp_path: Path) -> None:
    found = document(
        tmp_path, motions=[{"id": "m1", "text": "That …"}, "m2"], vote_events=[{"id": "v"}], speeches=[7], counts=[],
        **{"@context": "https://example.org/popolo"},
        meta={"sources": ["https://example.org/1", "https://example.org/2"], "date": "2015-07-09"},
    )  # fmt: skip
    assert found.unheld == {
        "item of another list": {"motions": 2, "vote_events": 1, "speeches": 1},
        "field of the document": {"@context": 1},
        "property of the document's meta": {"date": 1},
        "further source of the document": {'"https://example.org/2"': 1},
    }
    assert found.rejected == []


def test_events_that_are_no_terms_of_memberships(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        persons=[{"id": "1", "name": "Kay"}],
        organizations=[{"id": "a", "name": "Assembly"}],
        events=[
            {"id": "term/5", "name": "Fifth", "start_date": "2012-01-15"},
            {"id": "term/6", "name": "Sixth", "start_date": "2016"},
            {"id": "sitting"},
        ],
        memberships=[
            {"person_id": "1", "organization_id": "a", "legislative_period_id": "term/5"},
            # One that is set aside takes nothing of its term.
            {"person_id": "2", "organization_id": "a", "legislative_period_id": "term/6"},
        ],
    )
    assert found.unheld == {"event": {"Sixth": 1, "sitting": 1}, "property of a term": {"name": 1}}


def test_fields_within_other_names_and_identifiers(tmp_path: Path) -> None:
    kay = {
        "id": "1", "name": "Kay",
        "other_names": [
            {"name": "Kai", "lang": "de", "note": "as a child", "start_date": "1970"},
            {"family_name": "Kayson"},
        ],
        "identifiers": [
            {"scheme": "wikidata", "identifier": "Q1", "valid_from": "2012"},
            {"scheme": "Wikidata", "identifier": "Q1"},
            {"scheme": "wikidata", "identifier": "Q2"},
            {"identifier": "77"},
            {"scheme": "viaf"},
        ],
    }  # fmt: skip
    found = document(tmp_path, persons=[kay])
    assert found.unheld == {
        "property of another name": {"note": 1, "family_name": 1},
        "property of an identifier": {"valid_from": 1},
        "identifier without its scheme": {"77": 1},
        "further identifier of a scheme": {"wikidata: Q1": 1},
    }
    assert found.entities["popolo-1"]["externalIds"] == {"wikidata": "Q2"}


HEADER = "position,person,personID,start,end,gender,DOB,DOD,image,enwiki\n"


def test_what_further_rows_say_of_a_person(tmp_path: Path) -> None:
    rows = [
        "President,Kay,Q1,2001,2002,,1950,2020,,Kay (politician)",
        "President,Kay,Q1,2003,2004,,1950,2020,,Kay (politician)",
        "President,Kay,Q1,2005,2006,,,,,",
        "President,Kay Kayson,Q1,2007,2008,,1951,2021,,Kaj",
        "President,Lou,Q2,2009,2010,,,,,",
        "President,Lou,Q2,2011,2012,,1960,2022,,",
    ]
    found = read_file("kazakhstan-cabinet", tmp_path / "holders21.csv", HEADER + "\n".join(rows) + "\n")
    assert found.unheld == {
        "second name": {"Q1: Kay Kayson": 1, "Q1: Kaj": 1},
        "second date of birth": {"Q1: 1951": 1, "Q2: 1960": 1},
        "second date of death": {"Q1: 2021": 1, "Q2: 2022": 1},
    }


def test_second_names_in_families(tmp_path: Path) -> None:
    rows = ["Q1,Kay,child,Q2,Lou", "Q2,Louis,father,Q1,Kay"]
    header = "id,name,relationship,relative,relativename\n"
    found = read_file("kazakhstan-cabinet", tmp_path / "family.csv", header + "\n".join(rows) + "\n")
    assert found.unheld == {"second name": {"Q2: Louis": 1}}
