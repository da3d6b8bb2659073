"""Ties that nobody states but that follow from stated ones: the measures of patronage that the literature uses.

Pure functions over the ties of a view. A derived tie is never stored; it rests on its *basis*, the stated ties that
it follows from, and is certain only where it follows from their certain parts: by every reading of their dates, and
from none that is disputed or alleged.

Keller (2016), "Moving beyond factions": co-workers. Jiang (2018), "Making bureaucracy work": promotions under a
superior. Opper, Nee and Brehm (2015), "Homophily in the career mobility of China's political elite": shared origin,
education and work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import strawberry

from schema.edtf import FUTURE, Day
from schema.kinds import TieKind
from schema.resolution import FourDays, certainty
from schema.rows import TieRow
from schema.vocabulary import WORST_FIRST, Certainty, Standing, TieNature, described


class DerivedKind(StrEnum):
    SHARED_TENURE = "SHARED_TENURE"
    PROMOTED_UNDER = "PROMOTED_UNDER"
    SHARED_ORIGIN = "SHARED_ORIGIN"
    SHARED_EDUCATION = "SHARED_EDUCATION"
    SUCCESSOR_IN_POST = "SUCCESSOR_IN_POST"


described(
    DerivedKind,
    "Kinds of ties that nobody states and that follow from stated ones. In chains of patronage the head stands behind "
    "whoever was promoted under them; the other kinds say nothing of who stands above whom and lead either way.",
    SHARED_TENURE=(
        "Two people held posts in one institution on a common day (co-workers: Keller 2016). A state: it holds on asOf "
        "if both posts do. Posts of a country, such as its presidency, are no common workplace and do not count; two "
        "heads of one body do only where they overlap by every reading of the dates."
    ),
    PROMOTED_UNDER=(
        "From whoever began a post in an institution or country, or in a part of it (up to four steps of PART_OF), to "
        "its head of that time (Jiang 2018). An act: it holds from the day on which the post began. A post counts "
        "where a source says when it began; nobody is promoted under another head of the same body. Of a head's "
        "tenures the most certain counts, then the first."
    ),
    SHARED_ORIGIN=(
        "Two people come from one place (Opper, Nee and Brehm 2015): each has a LOCATED_IN whose role says so, such as "
        "“birthplace”, “born” or “native”. Where somebody merely is does not count, nor does a country. "
        "A bond: it holds on every day."
    ),
    SHARED_EDUCATION=(
        "Two people studied at one institution, not necessarily at one time (Opper, Nee and Brehm 2015): each has a "
        "MEMBER_OF whose role says so, such as “student”, “graduate” or “cadet”. It holds once both have begun there."
    ),
    SUCCESSOR_IN_POST=(
        "From newcomer to predecessor: one headed a body, or held a post of the same role in it, next after the "
        "other, and no source states who succeeded whom there. It counts where sources give the end of the one and the "
        "start of the other, each at least to the year, at most three months lie between them, and nobody else is "
        "known to have come in between. An act: it holds from the day on which the newcomer began."
    ),
)


@dataclass(frozen=True, slots=True)
class DerivedRule:
    """How a derived kind relates to time, and which end stands behind the other."""

    nature: TieNature
    patron: Literal["to", "either"] = "either"


RULES: dict[DerivedKind, DerivedRule] = {
    DerivedKind.SHARED_TENURE: DerivedRule(TieNature.STATE),
    DerivedKind.PROMOTED_UNDER: DerivedRule(TieNature.ACT, patron="to"),
    DerivedKind.SHARED_ORIGIN: DerivedRule(TieNature.BOND),
    DerivedKind.SHARED_EDUCATION: DerivedRule(TieNature.ACT),
    DerivedKind.SUCCESSOR_IN_POST: DerivedRule(TieNature.ACT),
}

# What a kind can rest on.
BASIS: dict[DerivedKind, frozenset[TieKind]] = {
    DerivedKind.SHARED_TENURE: frozenset({TieKind.HOLDS_POST}),
    DerivedKind.PROMOTED_UNDER: frozenset({TieKind.HOLDS_POST, TieKind.PART_OF}),
    DerivedKind.SHARED_ORIGIN: frozenset({TieKind.LOCATED_IN}),
    DerivedKind.SHARED_EDUCATION: frozenset({TieKind.MEMBER_OF}),
    DerivedKind.SUCCESSOR_IN_POST: frozenset({TieKind.HOLDS_POST, TieKind.SUCCEEDED}),
}


@dataclass(frozen=True, slots=True)
class Derived:
    """A derived tie. `within` is the institution, country or place where the two met; `days` its four days.

    `basis` begins with the tie of `from_id`, followed by that of `to_id`, and the PART_OF ties between them.
    """

    kind: DerivedKind
    from_id: str
    to_id: str
    within: str
    days: FourDays
    only_possible: bool
    basis: tuple[TieRow, ...]

    @property
    def id(self) -> str:
        """Stable while the two ties that it mainly rests on keep their ids."""
        return ":".join((self.kind.value.lower().replace("_", "-"), self.basis[0].id, self.basis[1].id))

    @property
    def key(self) -> tuple[Day, str]:
        """By what derived ties are ordered, as ties are: the earliest start and the id."""
        return (self.days.earliest_start, self.id)

    @property
    def standing(self) -> Standing:
        """The worst of its basis."""
        return min((Standing(row.standing) for row in self.basis), key=WORST_FIRST.index)

    @property
    def weakest(self) -> TieRow:
        """The tie of its basis at which it would break first."""
        return min(
            self.basis,
            key=lambda row: (WORST_FIRST.index(Standing(row.standing)), not row.only_possible, row.voices),
        )

    @property
    def sources(self) -> list[str]:
        return sorted({source for row in self.basis for source in row.sources})

    def certainty(self, as_of: Day | None) -> Certainty | None:
        """Whether it holds on a day; without one, whether it is certain on some day."""
        if as_of is not None:
            return certainty(self.days, self.only_possible, as_of)
        sure = not self.only_possible and self.days.latest_start < self.days.earliest_end
        return Certainty.CERTAIN if sure else Certainty.POSSIBLE

    @property
    def row(self) -> TieRow:
        """As a step of a chain sees it: a tie with its four days, as doubtful as the weakest that it rests on."""
        days = self.days
        return TieRow(
            id=self.id, kind=self.kind.value, from_id=self.from_id, to_id=self.to_id,
            nature=RULES[self.kind].nature.value, head=False, role=None, institution=self.within,
            standing=self.standing.value, only_possible=self.only_possible, earliest_start=days.earliest_start,
            latest_start=days.latest_start, earliest_end=days.earliest_end, latest_end=days.latest_end, start=None,
            end=None, start_phrase=None, end_phrase=None, sources=self.sources,
            voices=min(row.voices for row in self.basis),
        )  # fmt: skip


def doubtful(basis: Iterable[TieRow]) -> bool:
    """Whether one of the ties is disputed or only alleged, so that nothing certain follows from it."""
    return any(row.only_possible or row.standing != Standing.ESTABLISHED.value for row in basis)


def since(lo: Day, hi: Day) -> FourDays:
    """The days of what came about between two days and has held since."""
    return FourDays(lo, hi, FUTURE, FUTURE)


def kinds_asked(kinds: Iterable[DerivedKind] | None) -> tuple[DerivedKind, ...]:
    """The kinds of an argument: all where it is absent, none where it is an empty list."""
    absent = kinds is None or kinds is strawberry.UNSET
    return tuple(DerivedKind) if absent else tuple(dict.fromkeys(kinds or ()))
