"""Rows by their places, each counted once, of any number and in any order."""

import re
from collections import Counter
from dataclasses import dataclass, field

from service.sync.reading import Place

# The number of a line or of an item of a list. A name that is no place may end in any number of digits.
_NUMBER = re.compile(r"[0-9]{1,9}(?=\]?$)")
_TOGETHER = 1024


@dataclass(slots=True)
class RowSet:
    """A set of rows that takes a bit for each: millions of them are held in the memory of a few."""

    # How many there are, by file.
    counts: Counter[str] = field(default_factory=Counter)
    _bits: dict[tuple[str, str, int], int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many there are in all."""
        return self.counts.total()

    def add(self, place: Place) -> None:
        """Add the row at a place, or of whose cells one is there."""
        row = place.where.split(".")[0]
        number = _NUMBER.search(row)
        block, bit = divmod(int(number[0]), _TOGETHER) if number else (0, 0)
        key = (place.file, row[: number.start()] if number else row, block)
        before = self._bits.get(key, 0)
        self._bits[key] = before | 1 << bit
        self.counts[place.file] += self._bits[key] != before
