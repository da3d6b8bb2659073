"""What entities have no longer of what they had, column by column: of a version that lost one every row still stands.

An upstream that empties a column, or writes something else into it, takes back no claim and no entity by that.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from service.sync.rows import Row

# The columns of an entity that may be empty, and what they are for people.
_EMPTIED = {"born": "their birth", "died": "their death"}
_NAMES = "any of the names that they had"
# Where an upstream knows no name, its key stands for one (Q109488494), until it does.
_IS_NAME = re.compile(r"[^\W\d_]{2}").search


@dataclass
class Columns:
    """How many entities had something in a column, and how many of these lost it, by the column and their kind."""

    had: Counter[tuple[str, str]] = field(default_factory=Counter)
    lost: Counter[tuple[str, str]] = field(default_factory=Counter)

    def compare(self, row: Row, before: Row) -> None:
        """Count an entity of which one row takes the place of another. Other names are none that it had."""
        kind = before["kind"]
        if any(map(_IS_NAME, before["folded_names"])):
            self.had[_NAMES, kind] += 1
            self.lost[_NAMES, kind] += set(before["folded_names"]).isdisjoint(row["folded_names"])
        for column, what in _EMPTIED.items():
            if before.get(column):
                self.had[what, kind] += 1
                self.lost[what, kind] += not row[column]

    def add(self, other: "Columns") -> None:
        self.had.update(other.had)
        self.lost.update(other.lost)

    def of_all(self, entities: int) -> "Columns":
        """The same as a share of so many entities, for a delta tells nothing of those that have not changed."""
        return Columns(Counter(dict.fromkeys(self.had, entities)), self.lost)

    def shares(self) -> Iterable[tuple[str, int, int]]:
        """What was lost, how many entities had it, and how many lost it."""
        for (what, kind), had in self.had.items():
            yield f"{what} ({kind})", had, self.lost[what, kind]
