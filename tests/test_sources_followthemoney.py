"""FollowTheMoney files, deltas and statements, on samples and on what is published."""

import csv
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from service.sync.ftm_lines import lines
from service.sync.upstream import Notes
from tests.deltas import entity
from tests.read_sources import SAMPLES, Read, published, read, refused, versions

SOURCE = "followthemoney"


def sample(number: int) -> Read:
    return read(SOURCE, versions(SOURCE, SAMPLES / SOURCE)[number])


@pytest.fixture(scope="module")
def whole() -> Read:
    return sample(0)


def stem(read: Read, name: str) -> str:
    return next(key for key, each in read.entities.items() if each["names"][0]["text"] == name)


def written(folder: Path, *lines: dict[str, Any]) -> Read:
    """A file of these lines, as it is read."""
    file = folder / "x.json"
    file.write_text("".join(json.dumps(each) + "\n" for each in lines), encoding="utf-8")
    (version,) = versions(SOURCE, file)
    return read(SOURCE, version)


def test_deltas_and_days_are_told_by_names() -> None:
    assert [(version.day, version.delta) for version in versions(SOURCE, SAMPLES / SOURCE)] == [
        ("2024-05-01", False),
        ("2024-05-02", True),
        ("2024-05-03", False),
    ]


def test_ids_that_differ_in_case_only_stay_apart(whole: Read) -> None:
    roman, other = stem(whole, "Roman Petrov"), stem(whole, "Another Petrov")
    assert roman != other
    assert roman.startswith("followthemoney-nk-abc-") and other.startswith("followthemoney-nk-abc-")


def test_people_and_bodies_are_entities(whole: Read) -> None:
    roman = whole.entities[stem(whole, "Roman Petrov")]
    assert [name["text"] for name in roman["names"]] == ["Roman Petrov", "Роман Петров", "Roma"]
    assert (roman["born"], roman["externalIds"]) == ("1970-05-01", {"wikidata": "Q940001"})
    rivers = whole.entities[stem(whole, "Ministry of Rivers")]
    assert (rivers["kind"], rivers["born"], rivers["externalIds"]) == ("INSTITUTION", "1991", {"wikidata": "Q940002"})
    assert whole.entities["followthemoney-acme"]["externalIds"] == {"registration-number": "77"}
    assert whole.entities["followthemoney-country-kz"]["kind"] == "COUNTRY"


def test_intervals_are_ties(whole: Read) -> None:
    roman, other, rivers = (stem(whole, name) for name in ("Roman Petrov", "Another Petrov", "Ministry of Rivers"))
    acme = "followthemoney-acme"
    assert whole.ties("HOLDS_POST") == [
        (roman, rivers, "Minister of Rivers", "2019-01-01", ".."),
        (roman, "followthemoney-country-kz", "Member of the Assembly", "[2015,2016]", "2019-01-01"),
        (other, acme, "clerk", None, "2020-02-02"),
        (roman, acme, "director", None, ".."),
        (other, acme, "director", None, ".."),
    ]
    assert whole.ties("MEMBER_OF") == [(roman, acme, None, None, "..")]
    assert whole.ties("OWNS") == [(roman, acme, None, None, "..")]
    assert whole.ties("KIN_OF") == [
        (other, roman, "father", None, None),
        (other, roman, "wife", None, ".."),
        (other, roman, "kin of some sort", None, None),
    ]
    assert whole.ties("ASSOCIATED_WITH") == [(roman, other, "business partner", None, "..")]
    assert whole.ties("SUCCEEDED") == [(rivers, acme, None, "2001-01-01", None)]
    whole.check()


# The relationship, and the tie: who is `from`, the role, whether between equals and by blood.
KINSHIP = [
    ("mother", "lou", "mother", False, True),
    ("Great-Grandfather", "lou", "Great-Grandfather", False, True),
    ("mother in law", "lou", "mother in law", False, False),
    ("son", "kay", "parent", False, True),
    ("daughter", "kay", "parent", False, True),
    ("grandchild", "kay", "grandparent", False, True),
    ("great-grandson", "kay", "great-grandparent", False, True),
    ("niece", "kay", "uncle or aunt", False, True),
    ("stepson", "kay", "stepparent", False, False),
    ("son-in-law", "kay", "parent-in-law", False, False),
    ("wife", "lou", "wife", True, False),
    ("ex-husband", "lou", "ex-husband", True, False),
    ("sister", "lou", "sister", True, True),
    # Where nothing tells the elder, neither is said to be.
    ("tío", "lou", "tío", True, True),
    ("", "lou", "relative", True, True),
    # What the elder is said to be in the place of a word for the younger is a word for the elder.
    ("uncle or aunt", "lou", "uncle or aunt", False, True),
    ("stepparent", "lou", "stepparent", False, False),
]


@pytest.mark.parametrize(("relationship", "elder", "role", "equals", "blood"), KINSHIP)
def test_the_relationship_says_what_the_relative_is_to_the_person(
    tmp_path: Path, relationship: str, elder: str, role: str, equals: bool, blood: bool
) -> None:
    lines = [entity("kay", "Person", name="Kay"), entity("lou", "Person", name="Lou")]
    lines.append(entity("k", "Family", person="kay", relative="lou", relationship=relationship))
    if not relationship:
        del lines[-1]["properties"]["relationship"]
    found = written(tmp_path, *lines)
    found.check()
    (tie,) = [claim["tie"] for claim in found.claims]
    ends = [f"{SOURCE}-{elder}", f"{SOURCE}-{'kay' if elder == 'lou' else 'lou'}"]
    assert [tie["from"], tie["to"]] == ends
    assert (tie["role"], tie.get("equals", False), tie.get("blood", True)) == (role, equals, blood)
    assert tie["id"] == f"{SOURCE}-k--1"


def test_each_pair_of_ends_is_a_tie_under_the_stem(whole: Read) -> None:
    ids = [claim["tie"]["id"] for claim in whole.claims if claim["tie"].get("role") == "director"]
    assert ids == ["followthemoney-dir-1--1", "followthemoney-dir-1--2"]


def test_what_cannot_be_used_is_told(whole: Read) -> None:
    assert whole.rejected == [
        "20240501120000-all.ftm.json: line 9: “pos-9” is no Position of this file; expected it beside the Occupancy",
        "20240501120000-all.ftm.json: line 19.startDate: expected a date such as 2022-01-05, found “soon”",
    ]
    assert whole.unheld == {
        "property": {
            "Person.topics": 1, "Company.taxNumber": 1, "Occupancy.status": 1, "Ownership.percentage": 1,
        },
        "dates of kinship by blood": {"fam-1": 1},
        "schema": {"Address": 1},
    }  # fmt: skip


def test_a_date_of_no_calendar_is_told_and_the_person_stays(tmp_path: Path) -> None:
    found = written(tmp_path, entity("kay", "Person", name="Kay", birthDate="1960-00-00"))
    assert found.rejected == ["x.json: line 1.birthDate: expected a date such as 2022-01-05, found “1960-00-00”"]
    assert found.check().entities[f"{SOURCE}-kay"].born is None


def several(identity: str, schema: str, **properties: list[str]) -> dict[str, Any]:
    return {"id": identity, "schema": schema, "properties": properties}


def test_values_beside_the_one_that_is_taken_are_counted(tmp_path: Path) -> None:
    lines = [
        several("Q7", "Person", name=["Kay"], wikidataId=["Q8"], innCode=["1", "2"]),
        *(several(each, "Company", name=[each]) for each in ("acme", "borg")),
        several("dir", "Directorship", director=["Q7"], organization=["acme"], role=["chair", "x", "chair", "y"]),
        several("occ", "Occupancy", holder=["Q7"], post=["pos"], startDate=["2015", "2016"], date=["2017"]),
        several("pos", "Position", name=["Clerk", "Registrar"], organization=["acme", "borg"], country=["kz", "kg"],
                summary=["A post."]),
        several("occ-2", "Occupancy", holder=["Q7"], post=["pos-2"]),
        several("pos-2", "Position", name=["Member"], country=["kz", "kg"]),
        several("suc", "Succession", predecessor=["acme"], successor=["borg"], startDate=["2001"], endDate=["2002"],
                date=["2001"]),
    ]  # fmt: skip
    found = written(tmp_path, *lines)
    found.check()
    assert [each[2:] for each in found.ties("HOLDS_POST")] == [
        ("chair", None, ".."),
        # Dates that contradict each other are all in the claim.
        ("Clerk", "[2015,2016]", ".."),
        ("Member", None, ".."),
    ]
    assert found.unheld == {
        "property": {
            "Person.wikidataId": 1, "Person.innCode": 1, "Occupancy.date": 1, "Position.summary": 1,
            "Succession.endDate": 1, "Succession.date": 1,
        },
        "further value": {
            "Directorship.role": 2, "Position.name": 1, "Position.organization": 1, "Position.country": 1,
        },
    }  # fmt: skip


def test_a_delta_names_what_it_speaks_of() -> None:
    found = sample(1)
    assert found.notes.named == ["followthemoney-acme", "followthemoney-own-1", "followthemoney-mem-2"]
    assert found.notes.known == ["followthemoney-acme"]
    assert [claim["tie"]["id"] for claim in found.claims] == ["followthemoney-mem-2--1"]
    assert len(found.rejected) == 1


def test_statements_in_any_order_are_put_together() -> None:
    found = sample(2)
    assert [each["names"][0]["text"] for each in found.entities.values()] == ["Stone Ltd", "Paula Stone"]
    assert found.ties("OWNS") == [("followthemoney-p-1", "followthemoney-c-1", None, None, "..")]
    assert found.rejected == ["20240503120000-statements.csv: line 7: has no canonical_id or no schema"]


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ('{"name": "Roman Petrov"}', 'x.json: line 1.name: expected a list of values, found "Roman Petrov"'),
        ('{"name": [{"text": "Roman"}]}', 'x.json: line 1.name: expected a list of values, found [{"text": "Roman"}]'),
        ('{"name": [true]}', "x.json: line 1.name: expected a list of values, found [true]"),
        ('{"name": null}', "x.json: line 1.name: expected a list of values, found null"),
    ],
)
def test_properties_that_are_no_lists_of_values_are_told(tmp_path: Path, properties: str, told: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(f'{{"id": "a", "schema": "Person", "properties": {properties}}}\n', encoding="utf-8")
    (version,) = versions(SOURCE, file)
    found = read(SOURCE, version)
    assert (found.rejected, found.entities) == ([told], {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<html>\n", "line 1 is no JSON"),
        ('{"id": "a", "schema": "Person", "properties": {}}\n{"id": "b", "sch', "line 2 is cut off"),
    ],
)
def test_a_file_that_is_none_or_cut_off_is_refused(tmp_path: Path, text: str, told: str) -> None:
    refused(SOURCE, tmp_path / "x.json", text.encode(), told)


def test_what_is_published_is_read_to_the_last_line() -> None:
    counts = []
    for version in published(SOURCE, "ftm/t1.ftm.json", "ftm/t2"):
        found = read(SOURCE, version)
        found.check()
        assert found.rejected == []
        counts.append((len(found.entities), found.notes.rows))
    assert sorted(counts) == [(0, 0), (0, 1), (1, 1), (2, 2), (2, 2), (6, 7)]


def test_statements_that_are_not_read_to_their_end_leave_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def kept(path: Path, *, isolation_level: None) -> sqlite3.Connection:
        made.append(connect(path, isolation_level=isolation_level))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", kept)
    before = csv.field_size_limit()
    (file,) = (SAMPLES / SOURCE).glob("*-statements.csv")
    found = lines(file, Notes(), delta=False)
    assert next(found).id
    found.close()  # type: ignore[attr-defined] # it is a generator
    assert csv.field_size_limit() == before
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        made[0].execute("SELECT 1")
