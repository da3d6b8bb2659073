"""docs/exports.md: every format has its section with a table of what is kept and lost, every parameter its row."""

import re
from pathlib import Path

from service.exports.asking import PARAMETERS
from service.exports.formats import FORMATS
from service.exports.tables import ENTITY_COLUMNS, TIE_COLUMNS

TEXT = (Path(__file__).parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    exports = TEXT.partition("\n# Permalinks")[0]
    return dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", exports, re.MULTILINE | re.DOTALL))


def test_every_format_has_its_table() -> None:
    found = sections()
    assert list(found) == list(FORMATS)
    for name, section in found.items():
        rows = re.findall(r"^\| (.+?) \| (.+?) \|$", section, re.MULTILINE)
        assert rows[0] == ("kept", "lost"), name
        assert len(rows) >= 2 and all(len(cell) > 8 for row in rows[1:] for cell in row), name


def test_every_parameter_has_its_row() -> None:
    assert re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE) == list(PARAMETERS)


def test_the_tables_columns_are_told() -> None:
    """By words that tell of each; a new column needs one."""
    words = {
        "id": "id", "from": "both ends", "from_name": "names", "to": "both ends", "to_name": "names",
        "institution_name": "names", "earliest_start": "the four days", "latest_start": "the four days",
        "earliest_end": "the four days", "latest_end": "the four days", "claims": "how many claims",
        "voices": "independent voices", "names": "all spellings", "identified": "whether identified", "born": "birth",
        "died": "death", "date": "event's date", "external_ids": "identifiers", "name": "names",
    }  # fmt: skip
    for name, columns in (("entities.csv", ENTITY_COLUMNS), ("ties.csv", TIE_COLUMNS)):
        kept = re.findall(r"^\| (.+?) \| .+? \|$", sections()[name], re.MULTILINE)[1].lower()
        for column in columns:
            assert words.get(column, column) in kept, (name, column)
