"""Files in the claims format as a source, on a sample."""

from pathlib import Path

import pytest

from tests.read_sources import SAMPLES, read, refused, versions

SOURCE = "claims"


def test_a_folder_is_one_version_without_a_day() -> None:
    (version,) = versions(SOURCE, SAMPLES / SOURCE)
    assert (version.name, version.day, version.delta) == ("claims", None, False)


def test_records_stand_as_they_are_and_a_broken_line_is_set_aside() -> None:
    (version,) = versions(SOURCE, SAMPLES / SOURCE)
    found = read(SOURCE, version)
    assert [raw.type for raw in found.raws] == ["source", "entity", "entity", "claim"]
    assert found.claims[0]["id"] == "anna-at-bank-claim"
    assert found.ties("HOLDS_POST") == [("anna", "bank", None, "2019", None)]
    assert found.notes.rows == 5
    (rejected,) = found.rejected
    assert "notes.jsonl: line 5: is broken JSON" in rejected


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.yaml", b"claims: [", "is broken YAML"),
        ("x.yaml", b"- one", "expected a mapping with the lists"),
        ("x.yaml", b"claims: " + b"[" * 60, "is broken YAML: it nests too deep"),
        ("x.jsonl", b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_a_file_that_is_broken_as_a_whole_is_refused(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    refused(SOURCE, tmp_path / name, data, told)
