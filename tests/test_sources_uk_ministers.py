"""The Institute for Government's tables, on a sample and on every published version."""

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from schema.errors import BadInput
from service.sync.upstream import Refused
from tests.read_sources import SAMPLES, Read, published, read, versions

SOURCE = "uk-ministers"
SAMPLE = SAMPLES / SOURCE


@pytest.fixture(scope="module")
def sample() -> Read:
    (version,) = versions(SOURCE, SAMPLE)
    assert (version.name, version.day) == ("2026-01-05", "2026-01-05")
    return read(SOURCE, version)


def key(letter: str, number: int) -> str:
    return f"uk-ministers-{letter * 8}-0000-4000-8000-{number:012}"


def test_a_folder_that_lacks_a_table_is_told(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE / "2026-01-05", tmp_path / "x")
    (tmp_path / "x" / "post.csv").unlink()
    with pytest.raises(BadInput, match=r"x is no version of uk-ministers: it lacks post\.csv"):
        versions(SOURCE, tmp_path / "x")


@pytest.mark.parametrize("table", sorted(file.name for file in (SAMPLE / "2026-01-05").iterdir()))
@pytest.mark.parametrize("end", ["", "a row of two cells,"])
def test_a_version_in_which_a_table_has_no_rows_is_refused(tmp_path: Path, table: str, end: str) -> None:
    shutil.copytree(SAMPLE / "2026-01-05", tmp_path / "x")
    file = tmp_path / "x" / table
    header, *_ = file.read_text(encoding="utf-8").splitlines()
    file.write_text(f"{header}\n{end}\n", encoding="utf-8")
    (version,) = versions(SOURCE, tmp_path / "x")
    with pytest.raises(Refused, match=rf"^{table} of x has no row that can be used; expected at least one$"):
        read(SOURCE, version)


def test_a_person_may_say_that_a_table_is_empty(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE / "2026-01-05", tmp_path / "x")
    for name in ("organisation_link.csv", "person.csv", "appointment.csv"):
        file = tmp_path / "x" / name
        file.write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    (version,) = versions(SOURCE, tmp_path / "x")
    found = read(SOURCE, replace(version, forced=True))
    assert found.raws[0].type == "source"
    assert not found.claims


def test_six_files_are_a_version_named_by_their_folder_where_they_share_one(tmp_path: Path) -> None:
    files = sorted((SAMPLE / "2026-01-05").glob("*.csv"))
    (version,) = versions(SOURCE, *files)
    assert (version.name, version.day) == ("2026-01-05", "2026-01-05")
    apart = []
    for number, file in enumerate(files, start=1):
        (tmp_path / str(number)).mkdir()
        apart.append(Path(shutil.copy(file, tmp_path / str(number))))
    (version,) = versions(SOURCE, *apart)
    assert (version.name, version.day) == ("appointment.csv and 5 more", None)
    with pytest.raises(BadInput, match=r"appointment\.csv is no version of uk-ministers: it lacks person\.csv"):
        versions(SOURCE, apart[0])
    with pytest.raises(BadInput, match="a table is named twice; expected the six of one version"):
        versions(SOURCE, *files, *apart)


def test_a_person_has_every_name_with_its_days_and_the_present_one_first_choice(sample: Read) -> None:
    fern = sample.entities[key("a", 1)]
    assert [(name["text"], name.get("start"), name.get("end"), name.get("preferred")) for name in fern["names"]] == [
        ("Lady Fern", "2008-10-03", None, True),
        ("Flora Fern", None, "2008-10-03", None),
    ]
    assert fern["externalIds"] == {"ukparliament": "500", "ifg": "376"}


def test_organisations_have_days(sample: Read) -> None:
    gardens = sample.entities[key("b", 1)]
    assert [name["text"] for name in gardens["names"]] == ["Department of Gardens", "DG"]
    assert (gardens["born"], gardens["died"]) == ("2001-06-08", "2016-07-14")


def test_an_appointment_is_a_tenure_under_its_own_id(sample: Read) -> None:
    assert [(claim["tie"]["id"], claim["tie"].get("head")) for claim in sample.claims[:2]] == [
        (key("d", 1), True),
        (key("d", 2), None),
    ]
    assert sample.ties("HOLDS_POST") == [
        (key("a", 1), key("b", 1), "Secretary of State for Gardens", "2010-05-11", "2012-09-04"),
        (key("a", 2), key("b", 2), "Acting Minister for Parks", "2020-01-01", ".."),
    ]


def test_links_of_organisations_are_known_by_all_but_their_ids(sample: Read, tmp_path: Path) -> None:
    found = sample.ties("SUCCEEDED")
    assert found == [
        (key("b", 2), key("b", 1), "Name change", "2016-07-14", None),
        (key("b", 2), key("b", 1), "Transfer of functions", "[2016-07-14..2016-08-01]", None),
    ]
    shutil.copytree(SAMPLE / "2026-01-05", tmp_path / "x")
    links = tmp_path / "x" / "organisation_link.csv"
    links.write_text(links.read_text(encoding="utf-8").replace("ffffffff", "99999999"), encoding="utf-8")
    (version,) = versions(SOURCE, tmp_path / "x")
    assert [claim["tie"]["id"] for claim in read(SOURCE, version).claims] == [
        claim["tie"]["id"] for claim in sample.claims
    ]


def test_what_cannot_be_used_is_told(sample: Read) -> None:
    assert sample.rejected == [
        "appointment.csv: line 5.person_id: “aaaaaaaa-0000-4000-8000-000000000009” is in no row of its table",
        "appointment.csv: line 6.start_date: expected a day such as 2022-01-05, found “01/02/2019”",
        "organisation_link.csv: line 4.predecessor_organisation_id: “bbbbbbbb-0000-4000-8000-000000000009” is in no "
        "row of organisation.csv",
    ]
    assert sample.unheld == {
        "cabinet status": {"Full cabinet": 1, "Non-cabinet": 2},
        "column": {
            "display_name": 6,
            "normalized_name": 3,
            "short_name": 3,
            "gender": 3,
            "rank_equivalence_value": 3,
            "id": 6,
            "start_date": 3,
            "end_date": 2,
        },
        "leave": {"Maternity leave": 1},
        "post without an organisation": {"Whip": 1},
        "rank": {"SoS": 1, "MoS": 1, "Parl.": 1},
    }


@pytest.mark.parametrize(("yes", "no"), [("true", "false"), ("TRUE", "FALSE"), ("1", "0")])
def test_flags_may_be_written_otherwise(sample: Read, tmp_path: Path, yes: str, no: str) -> None:
    found = _with_flags(tmp_path, yes, no)
    assert (found.raws, found.notes) == (sample.raws, sample.notes)


def test_a_flag_in_no_known_form_is_told(sample: Read, tmp_path: Path) -> None:
    found = _with_flags(tmp_path, "yes", "False")
    assert [told for told in found.rejected if told not in sample.rejected] == [
        "appointment_characteristics.csv: line 3.is_acting: expected True or False, found “yes”",
        "appointment_characteristics.csv: line 4.is_on_leave: expected True or False, found “yes”",
    ]


def _with_flags(folder: Path, yes: str, no: str) -> Read:
    """The sample with other words for True and False."""
    shutil.copytree(SAMPLE / "2026-01-05", folder / "x")
    flags = folder / "x" / "appointment_characteristics.csv"
    text = flags.read_text(encoding="utf-8").replace("True", yes).replace("False", no)
    flags.write_text(text, encoding="utf-8")
    (version,) = versions(SOURCE, folder / "x")
    return read(SOURCE, version)


def test_every_published_version_is_read_to_the_last_row() -> None:
    for version in published(SOURCE, "uk-ministers/history"):
        found = read(SOURCE, version)
        checked = found.check()
        assert found.rejected == []
        tables = {}
        for file in version.files:
            with file.open(encoding="utf-8-sig", newline="") as opened:
                tables[file.stem] = list(csv.DictReader(opened))
        assert found.notes.rows == sum(map(len, tables.values()))
        assert len(found.ties("HOLDS_POST")) == len(tables["appointment"])
        assert len(checked.ties) == len(tables["appointment"]) + len(
            {tuple(value for name, value in row.items() if name != "id") for row in tables["organisation_link"]}
        )
        people, bodies = ({row["id"] for row in tables[name]} for name in ("person", "organisation"))
        assert set(checked.entities) == {f"uk-ministers-{each}" for each in people | bodies}
