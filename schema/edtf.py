"""Dates of stated precision: EDTF (ISO 8601-2) levels 0 and 1, and one-of sets.

A day is an ISO string, `2022-01-05`: such strings sort as days do, in Python and in both databases.
Two strings that are no days stand for the unbounded: `PAST` lies before every day, `FUTURE` after.
Calendar days have no time zone; years run from 0001 to 9998.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

from schema.errors import BadInput

Day = str

PAST: Day = "0000-00-00"
FUTURE: Day = "9999-99-99"
# The knownAt of a view that asks for all that is known: the last day of the calendar.
ALL_KNOWN: Day = "9999-12-31"

_FORMS = (
    "expected 2016, 2022-01, 2022-01-05, 2022-01?, 1990~, 199X, 2007/2012, ../2019, 2016/.., 2016/, "
    "[2022-01-05..2022-01-17] or, for an end, .."
)
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
_DATE = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?([?~%])?")


def day_after(day: Day) -> Day:
    """The next day; the unbounded have none and stay what they are."""
    return _shifted(day, 1)


def day_before(day: Day) -> Day:
    """The day before; the unbounded have none and stay what they are."""
    return _shifted(day, -1)


@lru_cache(maxsize=65536)
def _shifted(day: Day, days: int) -> Day:
    if day in (PAST, FUTURE):
        return day
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        # The calendar begins with the year 1; it is not reached at its end, see `_edge`.
        return PAST


@dataclass(frozen=True, slots=True)
class Bounds:
    """The earliest and the latest day that a date can mean; `PAST` and `FUTURE` where unbounded."""

    lo: Day
    hi: Day

    def contains(self, other: "Bounds") -> bool:
        return self.lo <= other.lo and other.hi <= self.hi

    def meets(self, other: "Bounds") -> bool:
        return self.lo <= other.hi and other.lo <= self.hi


class Form(Enum):
    """How a date was written."""

    DATE = "date"
    SET = "set"
    INTERVAL = "interval"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Edtf:
    """A date as written, with its bounds."""

    text: str
    form: Form
    bounds: Bounds

    @property
    def lo(self) -> Day:
        return self.bounds.lo

    @property
    def hi(self) -> Day:
        return self.bounds.hi

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=65536)
def parse(text: str) -> Edtf:
    """Read a date. Raises BadInput, which names the text and the forms that are understood."""
    if text == "..":
        return Edtf(text, Form.OPEN, Bounds(PAST, FUTURE))
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text)
    if "/" in text:
        return _interval(text)
    return _single(text, text)


def day(text: str) -> Day:
    """A plain calendar day, checked. Raises BadInput."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and "0001" <= text[:4] <= "9998":
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise BadInput(f"“{text}” is not a calendar day: expected one such as 2022-01-05")


def _one_of(text: str) -> Edtf:
    lows: list[Day] = []
    highs: list[Day] = []
    for item in text[1:-1].split(","):
        first, dots, last = (piece.strip() for piece in item.strip().partition(".."))
        if not first and not last:
            raise _unreadable(text, text)
        low = _single(first, text) if first else None
        high = _single(last, text) if last else low if not dots else None
        lows.append(low.lo if low else PAST)
        highs.append(high.hi if high else FUTURE)
        if lows[-1] > highs[-1]:
            raise BadInput(f"“{text}”: {first} lies after {last}")
    return Edtf(text, Form.SET, Bounds(min(lows), max(highs)))


def _interval(text: str) -> Edtf:
    first, _, last = text.partition("/")
    low = None if first in ("", "..") else _single(first, text)
    high = None if last in ("", "..") else _single(last, text)
    if low is None and high is None and text not in ("../..", "../", "/.."):
        raise _unreadable(text, text)
    bounds = Bounds(low.lo if low else PAST, high.hi if high else FUTURE)
    if bounds.lo > bounds.hi:
        raise BadInput(f"“{text}”: the interval ends before it begins")
    return Edtf(text, Form.INTERVAL, bounds)


def _single(text: str, whole: str) -> Edtf:
    found = _DATE.fullmatch(text)
    if not found:
        raise _unreadable(text, whole)
    year, month, of_month, _ = found.groups()
    # Unspecified digits stand at the right only (level 1): 199X, 2004-XX, 2022-01-0X.
    if "X" in (year + (month or "") + (of_month or "")).rstrip("X"):
        raise _unreadable(text, whole)
    try:
        bounds = Bounds(_edge(year, month, of_month, latest=False), _edge(year, month, of_month, latest=True))
    except ValueError as error:
        raise BadInput(f"“{whole}” is no date of the calendar ({error})") from None
    return Edtf(text, Form.DATE, bounds)


def _edge(year: str, month: str | None, of_month: str | None, *, latest: bool) -> Day:
    y = _digits(year, 1, 9998, latest)
    if month is not None and month.isdigit() and int(month) in _SEASONS:
        if of_month is not None:
            raise ValueError("a season has no days")
        first, last = _SEASONS[int(month)]
        if latest and last < first:
            y += 1
        m = last if latest else first
        return date(y, m, monthrange(y, m)[1] if latest else 1).isoformat()
    m = _digits(month or "XX", 1, 12, latest)
    d = _digits(of_month or "XX", 1, monthrange(y, m)[1], latest)
    return date(y, m, d).isoformat()


def _digits(pattern: str, least: int, most: int, latest: bool) -> int:
    """The smallest or largest number that the pattern can mean within the limits."""
    number = int(pattern.replace("X", "9" if latest else "0"))
    if "X" in pattern:
        other = int(pattern.replace("X", "0" if latest else "9"))
        if max(number, other) >= least and min(number, other) <= most:
            number = min(max(number, least), most)
    if not least <= number <= most:
        raise ValueError(f"{pattern} is not between {least} and {most}")
    return number


def _unreadable(text: str, whole: str) -> BadInput:
    where = f"“{whole}”" if text == whole else f"“{text}” in “{whole}”"
    return BadInput(f"{where} is not a date that is understood: {_FORMS}")


def span(lo: Day, hi: Day) -> str:
    """A one-of set from the earliest to the latest day, a plain day where they are one."""
    if lo == hi:
        return lo
    return f"[{'' if lo == PAST else lo}..{'' if hi == FUTURE else hi}]"


def hull(bounds: Iterable[Bounds]) -> Bounds:
    """From the earliest to the latest day of them all (at least one)."""
    every = list(bounds)
    return Bounds(min(b.lo for b in every), max(b.hi for b in every))
