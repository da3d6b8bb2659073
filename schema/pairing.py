"""Looking at pairs of stated ties, and counting them.

An institution with thousands of holders has millions of pairs, which nobody can read and no answer should cost.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from schema.derivation import Derived
from schema.errors import TooBroad
from schema.rows import TieRow

# How many derived ties one answer may hold, and how many pairs of stated ones may be looked at for it (a second).
MOST, LOOKED_AT = 10_000, 200_000


@dataclass
class PairSearch:
    """What is looked for, and how much has been looked at. `focus`: only ties with one of these; None for all."""

    focus: Collection[str] | None
    looked: int = 0
    found: list[Derived] = field(default_factory=list)

    def asked(self, row: TieRow) -> bool:
        return self.focus is None or row.from_id in self.focus

    def others(self, row: TieRow, chosen: Sequence[TieRow]) -> Iterator[TieRow]:
        """Those of other people that a tie is to be compared with, all of them counted. Raises TooBroad.

        Where only some are asked about, `chosen` are all for a tie that is, and those that are for any other.
        """
        self.looked += len(chosen)
        if self.looked > LOOKED_AT:
            raise _too_broad(f"more than {LOOKED_AT:,} pairs of ties would have to be looked at")
        return (other for other in chosen if other.from_id != row.from_id)

    def add(self, made: Derived) -> None:
        self.found.append(made)
        if len(self.found) > MOST:
            raise _too_broad(f"more than {MOST:,} derived ties follow from the view")


def _too_broad(message: str) -> TooBroad:
    return TooBroad(
        message,
        suggestion="Narrow the question: the derived ties of one person (of), fewer persons, fewer kinds, or an asOf.",
    )


def by_place(rows: Iterable[TieRow]) -> Iterator[list[TieRow]]:
    places: dict[str, list[TieRow]] = defaultdict(list)
    for row in rows:
        places[row.to_id].append(row)
    yield from places.values()
