"""Tables of an upstream, as CSV: rows with the place each stands at, and a header that must be complete."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.sync.reading import Place, listed
from service.sync.upstream import Notes, Refused


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its cells by column, without blanks around them, and its place."""

    cells: dict[str, str]
    place: Place

    def __getitem__(self, column: str) -> str:
        return self.cells[column]


def is_in_form(row: TableRow, column: str, form: re.Pattern[str], expected: str, notes: Notes) -> bool:
    """Whether a cell is as it must be; the row of one that is not is set aside."""
    if form.fullmatch(row[column]):
        return True
    notes.reject(row.place.at(column), f"expected {expected}, found “{row[column]}”")
    return False


def rows(path: Path, columns: Sequence[str], notes: Notes) -> Iterator[TableRow]:
    """Every row of a CSV file with a header. A row of another length is set aside; what other columns hold is counted.

    Raises Refused for a file that is empty, not UTF-8, lacks one of the columns, or ends within a cell or row.
    """
    try:
        # strict: a quote that is never closed is a file that was cut off, not a cell.
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(csv.reader(file, strict=True), path.name, columns, notes, ends=_ends_a_line(path))
    except UnicodeDecodeError as error:
        found = f"byte {error.start} of a block is {error.object[error.start]:#04x}"
        raise Refused(f"{path.name} is not UTF-8: {found}") from None
    except csv.Error as error:
        remedy = "It may have been cut off: fetch it again."
        raise Refused(f"{path.name} is broken CSV: {error}", suggestion=remedy) from None


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 1))
        return file.read() in (b"", b"\n", b"\r")


def _rows(
    reader: "Iterator[list[str]]", name: str, columns: Sequence[str], notes: Notes, *, ends: bool
) -> Iterator[TableRow]:
    """`ends`: whether the file ends with the end of a line."""
    header = [column.strip() for column in next(reader, [])]
    if not header:
        raise Refused(f"{name} is empty; expected the columns {listed(columns)}")
    if missing := [column for column in columns if column not in header]:
        raise Refused(
            f"{name} has lost {listed(missing)}: expected the columns {listed(columns)}, found {listed(header)}"
        )
    cut: Refused | None = None
    for number, cells in enumerate(reader, start=2):
        cut = None
        if not any(cell.strip() for cell in cells):
            continue
        notes.count(name)
        line = getattr(reader, "line_num", number)
        place = Place(name, f"line {line}")
        if len(cells) != len(header):
            notes.reject(place, f"has {len(cells)} cells; expected {len(header)}, one a column")
            if len(cells) < len(header) and not ends:
                told = f"{place} is cut off: it has {len(cells)} cells of {len(header)} and no line end"
                cut = Refused(told, suggestion="Fetch the file again.")
            continue
        row = TableRow(dict(zip(header, (cell.strip() for cell in cells), strict=True)), place)
        notes.cannot_hold_others("column", row.cells, columns)
        yield row
    if cut:
        raise cut
