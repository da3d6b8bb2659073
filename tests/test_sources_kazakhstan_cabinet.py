"""The tables of Kazakhstan's office-holders, on a sample and on every published version."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from schema.errors import BadInput
from tests.read_sources import SAMPLES, Read, published, read, refused, versions

SOURCE = "kazakhstan-cabinet"
SAMPLE = SAMPLES / SOURCE


def sample(name: str) -> Read:
    (version,) = versions(SOURCE, SAMPLE / name)
    return read(SOURCE, version)


@pytest.fixture(scope="module")
def holders() -> Read:
    return sample("001_2022-01-05_holders21.csv")


def q(number: int) -> str:
    return f"kazakhstan-cabinet-q{number}"


def test_part_and_day_come_from_the_name() -> None:
    found = [(version.part, version.day) for version in versions(SOURCE, SAMPLE)]
    assert found == [("holders21", "2022-01-05"), ("cabinets", None), ("family", None), ("positions", None)]


def test_a_file_of_another_name_is_none_of_it(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="expected a file whose name ends in holders21"):
        versions(SOURCE, tmp_path / "other.csv")


def test_rows_are_posts_without_ids_of_ties(holders: Read) -> None:
    assert not any("id" in claim["tie"] for claim in holders.claims)
    assert holders.ties("HOLDS_POST") == [
        (q(900001), f"{SOURCE}-kazakhstan", "President", "2019-03-20", ".."),
        (q(900001), f"{SOURCE}-government-of-kazakhstan", "Prime Minister", "1999-10-01", "2002-01-28"),
        (
            q(900002), f"{SOURCE}-ministry-of-ecology-geology-and-natural-resources-of-kazakhstan",
            "Minister of Ecology, Geology and Natural Resources", "2019-06", "2021-09-09",
        ),
        (
            q(900003), f"{SOURCE}-national-security-committee-of-kazakhstan",
            "Chairman of the National Security Committee", "2016-09-13", "2022-01-05",
        ),
        (q(900004), f"{SOURCE}-kazakhstan", "ambassador to China", "2015-01-01", "2014-01-01"),
    ]  # fmt: skip


def test_heads_are_told(holders: Read) -> None:
    heads = [claim["tie"]["role"] for claim in holders.claims if claim["tie"].get("head")]
    assert "President" in heads and "ambassador to China" not in heads


def test_people_are_known_by_their_qids(holders: Read) -> None:
    omarov = holders.entities[q(900001)]
    assert [name["text"] for name in omarov["names"]] == ["Aibek Omarov"]
    assert (omarov["born"], omarov["externalIds"]) == ("1953-05-17", {"wikidata": "Q900001"})
    assert [name["text"] for name in holders.entities[q(900003)]["names"]] == ["Q900003"]
    assert holders.entities[q(900004)]["died"] == "2021-02-03"


def test_what_cannot_be_used_is_counted_and_named(holders: Read) -> None:
    assert holders.unheld == {
        "column": {"gender": 8, "image": 2},
        "position": {"Keeper of the Seal": 1},
        "second date of birth": {"Q900001: 1953-05-18": 1},
    }
    assert holders.rejected == [
        "001_2022-01-05_holders21.csv: line 8.personID: expected a QID such as Q57394, found “”",
        "001_2022-01-05_holders21.csv: line 9.start: expected a date such as 2022-01-05, found “in spring”",
    ]


def test_kin_run_from_the_elder_and_mirrored_rows_are_one_tie() -> None:
    found = sample("family.csv")
    checked = found.check()
    assert sorted((tie.from_id, tie.to_id, tie.role, tie.blood, tie.equals) for tie in checked.ties.values()) == [
        (q(900001), q(900006), "parent", True, False),
        (q(900001), q(900007), "spouse", False, True),
        (q(900001), q(900008), "sibling", True, True),
    ]
    assert found.unheld == {"relationship": {"relative": 1}}


def test_positions_are_bodies() -> None:
    found = sample("positions.csv")
    assert sorted(found.entities) == [
        f"{SOURCE}-government-of-kazakhstan",
        f"{SOURCE}-ministry-of-defence-of-kazakhstan",
    ]
    assert found.unheld == {
        "column": {"country": 3, "jurisdiction": 3},
        "dates of a position": {"Prime Minister of Kazakhstan": 1},
        "position": {"Keeper of the Seal of Kazakhstan": 1},
    }


def test_cabinets_succeed_each_other_on_days_as_exact_as_they_are_known() -> None:
    found = sample("all-cabinets.csv")
    assert [(each.get("born"), each.get("died")) for each in found.entities.values()] == [
        ("1991-10-14", "1994"), ("1994-10", "2022-01-05"), ("2022-01-11", None),
    ]  # fmt: skip
    assert found.ties("SUCCEEDED") == [(q(920002), q(920001), None, "1994-10", None)]
    assert found.unheld == {
        "column": {"ordinal": 3, "replacesLabel": 2},
        "predecessor that is no row": {"Q920009": 1},
    }


def test_a_table_that_lost_a_column_is_refused(tmp_path: Path) -> None:
    table = b"position,person,personID,start\nPresident,A,Q1,2019\n"
    refused(SOURCE, tmp_path / "holders21.csv", table, "has lost end, DOB, DOD, enwiki")


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("Minister of Defen", "line 3 is cut off: it has 1 cells of 10 and no line end"),
        ("Minister of Defence,Erlan Zhanov,Q900004,20", "line 3 is cut off: it has 4 cells of 10 and no line end"),
        ('Minister of Defence,"Erlan', "is broken CSV"),
    ],
)
def test_a_table_that_ends_within_a_row_is_refused(tmp_path: Path, end: str, told: str) -> None:
    lines = (SAMPLE / "001_2022-01-05_holders21.csv").read_text(encoding="utf-8").splitlines()[:2]
    refused(SOURCE, tmp_path / "holders21.csv", "\n".join([*lines, end]).encode(), told)


def test_a_short_row_that_is_whole_is_set_aside(tmp_path: Path) -> None:
    whole = (SAMPLE / "001_2022-01-05_holders21.csv").read_text(encoding="utf-8").splitlines()[:2]
    file = tmp_path / "holders21.csv"
    for lines in ([*whole, "Minister", ""], [whole[0], "Minister", whole[1]]):
        file.write_text("\n".join(lines), encoding="utf-8")
        (version,) = versions(SOURCE, file)
        (told,) = read(SOURCE, version).rejected
        assert told.endswith("has 1 cells; expected 10, one a column")


def test_every_published_version_is_read_to_the_last_row() -> None:
    for version in published(SOURCE, "kazakhstan-cabinet/history", "kazakhstan-cabinet/all-cabinets.csv"):
        found = read(SOURCE, version)
        checked = found.check()
        with version.files[0].open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.DictReader(opened))
        assert found.rejected == []
        assert found.notes.rows == len(rows)
        if version.part in ("holders21", "legislators"):
            others = {name: sum(bool(row[name].strip()) for row in rows) for name in ("gender", "image")}
            assert found.unheld == {"column": others}
            assert Counter(claim["tie"]["role"] for claim in found.claims) == Counter(row["position"] for row in rows)
            people = {each for each in checked.entities if each.removeprefix(f"{SOURCE}-q").isdigit()}
            assert people == {f"{SOURCE}-{row['personID'].lower()}" for row in rows}
