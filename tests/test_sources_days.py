"""The day that the name of a version tells: one of the calendar, or none."""

import shutil
from pathlib import Path

import pytest

from tests.read_sources import SAMPLES, versions

# A source, and what its versions are called on a day; of the last one's each is a folder.
CALLED = [
    ("kazakhstan-cabinet", "001_{}-{}-{}_holders21.csv"),
    ("popolo", "01_{}-{}-{}_assembly.json"),
    ("followthemoney", "{}{}{}120000-all.ftm.json"),
    ("uk-ministers", "001_{}-{}-{}_abc"),
]


@pytest.mark.parametrize(("source", "called"), CALLED)
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2024-02-29", "2024-02-29"),
        ("2022-13-45", None),
        ("2023-02-29", None),
        ("2022-00-10", None),
        ("0000-01-01", None),
        ("9999-12-31", None),
        ("٢٠٢٢-٠١-٠١", None),
    ],
)
def test_a_day_that_is_in_no_calendar_is_none(
    tmp_path: Path, source: str, called: str, day: str, told: str | None
) -> None:
    path = tmp_path / called.format(*day.split("-"))
    if source == "uk-ministers":
        shutil.copytree(SAMPLES / source / "2026-01-05", path)
    else:
        path.write_text("{}", encoding="utf-8")
    assert [version.day for version in versions(source, path)] == [told]
