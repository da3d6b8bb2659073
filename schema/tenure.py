"""How often an institution changes its head, and how long its heads stay: numbers out of terms of office.

Days are counted (ordinals of the calendar). An end is the first day on which the post was no longer held. Where a
begin or end has two bounds it is read as the day in their middle; where it has one, it has no day of its own: the
term is then known from the day by which it had begun, or up to the day until which it was attested.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from schema.edtf import FUTURE, PAST, Day
from schema.resolution import FourDays

YEAR = 365.25


def number(day: Day) -> int | None:
    """A day as a number; None for the unbounded."""
    return None if day in (PAST, FUTURE) else date.fromisoformat(day).toordinal()


@dataclass(frozen=True, slots=True)
class Term:
    """One head's time in office, and the ties that it stands in: the four days, None where unbounded."""

    earliest_start: int | None
    latest_start: int | None
    earliest_end: int | None
    latest_end: int | None
    ties: int = 1

    @classmethod
    def of(cls, days: FourDays) -> "Term":
        return cls(
            number(days.earliest_start), number(days.latest_start), number(days.earliest_end), number(days.latest_end)
        )

    @property
    def begin(self) -> int | None:
        """The day on which it began, where it has one."""
        return _middle(self.earliest_start, self.latest_start)

    @property
    def end(self) -> int | None:
        """The day on which it ended, where it has one."""
        return _middle(self.earliest_end, self.latest_end)

    @property
    def known_from(self) -> int | None:
        return self.latest_start if self.begin is None else self.begin

    @property
    def known_to(self) -> int | None:
        """Up to, and not including."""
        return self.earliest_end if self.end is None else self.end

    def known_in(self, period: "DaySpan") -> tuple[int, int] | None:
        """The days of a period on which it is known to have held; the last not included."""
        if self.known_from is None or self.known_to is None:
            return None
        start, end = max(self.known_from, period.first), min(self.known_to, period.last + 1)
        return (start, end) if start < end else None


def _middle(lo: int | None, hi: int | None) -> int | None:
    return None if lo is None or hi is None else lo + (hi - lo) // 2


class DaySpan(NamedTuple):
    """From one day to another, both included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        return self.last - self.first + 1

    def has(self, day: int | None) -> bool:
        return day is not None and self.first <= day <= self.last


class HeadValue(NamedTuple):
    """What was measured of one institution: the value, between which it lies by the readings of the dates, the ties
    behind it, and the share of the period in which a head is known."""

    value: float | None
    low: float | None
    high: float | None
    ties: int
    observed: float


def terms(posts: Iterable[tuple[str, FourDays]]) -> list[Term]:
    """The terms of an institution's heads: a person's posts that can have followed without a gap as one."""
    found: dict[str, list[Term]] = {}
    dated = [(person, Term.of(days)) for person, days in posts]
    for person, term in sorted(dated, key=lambda each: (each[0], _order(each[1]))):
        before = found.setdefault(person, [])
        if before and _goes_on(before[-1], term):
            before[-1] = _joined(before[-1], term)
        else:
            before.append(term)
    return [term for each in found.values() for term in each]


def _order(term: Term) -> tuple[float, ...]:
    return tuple(
        missing if day is None else day
        for day, missing in (
            (term.known_from, math.inf),
            (term.latest_start, math.inf),
            (term.known_to, -math.inf),
            (term.latest_end, math.inf),
        )
    )


def _goes_on(before: Term, term: Term) -> bool:
    """Whether a term can have begun by the time at which the one before it ended, or was last attested."""
    until = before.earliest_end if before.latest_end is None else before.latest_end
    since = term.latest_start if term.earliest_start is None else term.earliest_start
    return until is not None and since is not None and since <= until


def _joined(before: Term, term: Term) -> Term:
    """From the begin of the one to the end of whichever is attested for longer."""
    longer = max(term, before, key=lambda each: -math.inf if each.earliest_end is None else each.earliest_end)
    latest = longer.latest_end
    if latest is not None:
        latest = max(latest, *(each.latest_end for each in (before, term) if each.latest_end is not None))
    return replace(before, earliest_end=longer.earliest_end, latest_end=latest, ties=before.ties + term.ties)


def turnover(found: Sequence[Term], period: DaySpan) -> HeadValue | None:
    """Changes of head a year. None where nothing is known of the period."""
    begins = [(term.earliest_start, term.latest_start) for term in found if term.begin is not None]
    ends = [(term.earliest_end, term.latest_end) for term in found if term.end is not None]
    behind = [t for t in found if t.known_in(period) or period.has(t.begin) or period.has(t.end)]
    if not behind:
        return None

    def most(*readings: list[bool]) -> float:
        return max(map(sum, readings)) / (period.days / YEAR)

    middles = ([period.has(_middle(*bounds)) for bounds in side] for side in (begins, ends))
    certain = ([period.has(lo) and period.has(hi) for lo, hi in side] for side in (begins, ends))
    possible = ([_meets(lo, hi, period) for lo, hi in side] for side in (begins, ends))
    ties = sum(term.ties for term in behind)
    return HeadValue(most(*middles), most(*certain), most(*possible), ties, observed(found, period))


def _meets(lo: int | None, hi: int | None, period: DaySpan) -> bool:
    return lo is not None and hi is not None and lo <= period.last and hi >= period.first


def median_tenure(found: Sequence[Term], period: DaySpan) -> HeadValue | None:
    """Years that half of the heads stay. None where none of them is known to have been in office in the period."""
    behind = [term for term in found if term.known_in(period)]
    if not behind:
        return None
    known = [_length(term, period) for term in behind]
    shortest, longest = zip(*(_bounds(term, period) for term in behind), strict=True)
    ties = sum(term.ties for term in behind)
    values = [product_limit_median(known), _lower_median(shortest), _lower_median(longest)]
    value, low, high = (None if math.isinf(days) else days / YEAR for days in values)
    return HeadValue(value, low, high, ties, observed(found, period))


def _length(term: Term, period: DaySpan) -> tuple[int, bool]:
    """Days in office, and whether that is all of them; not, where the begin or end has no day within reach."""
    assert term.known_from is not None and term.known_to is not None
    whole = term.begin is not None and term.end is not None and term.end <= period.last
    return min(term.known_to, period.last + 1) - term.known_from, whole


def _bounds(term: Term, period: DaySpan) -> tuple[float, float]:
    """The fewest and the most days in office that the dates allow."""
    assert term.latest_start is not None and term.earliest_end is not None
    fewest = max(min(term.earliest_end, period.last + 1) - term.latest_start, 0)
    if term.earliest_start is None or term.latest_end is None or term.latest_end > period.last:
        return fewest, math.inf
    return fewest, term.latest_end - term.earliest_start


def _lower_median(values: Sequence[float]) -> float:
    return sorted(values)[(len(values) - 1) // 2]


def product_limit_median(lengths: Sequence[tuple[int, bool]]) -> float:
    """The shortest length that an estimated half, or fewer, exceed; infinite where none is known to be so.

    Each length comes with whether it is whole; what is not is at least so long.
    """
    # Here, for it takes a second: only who asks for it pays.
    from scipy.stats import CensoredData, ecdf

    whole = [length for length, all_of_it in lengths if all_of_it]
    cut = [length for length, all_of_it in lengths if not all_of_it]
    survival = ecdf(CensoredData(uncensored=whole, right=cut)).sf
    for length, share in zip(survival.quantiles.tolist(), survival.probabilities.tolist(), strict=True):
        if share <= 0.5 + 1e-9:
            return float(length)
    return math.inf


def observed(found: Sequence[Term], period: DaySpan) -> float:
    """The share of a period's days for which a head is known."""
    covered, until = 0, period.first
    for start, end in sorted(filter(None, (term.known_in(period) for term in found))):
        covered += max(end - max(start, until), 0)
        until = max(until, end)
    return covered / period.days


def measured_heads(kind: str, period: DaySpan, bodies: Sequence[Sequence[Term]]) -> list[HeadValue | None]:
    """The measure of each institution, by the terms of its heads."""
    measure = {"TURNOVER": turnover, "MEDIAN_TENURE": median_tenure}[kind]
    return [measure(found, period) for found in bodies]
