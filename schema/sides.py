"""One side of a tie, its start or its end: what is stated of it, what is seen, and how that is put together.

Pure functions, steps 1 to 6 of the rule by which claims resolve (see schema.resolution).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

from schema.edtf import FUTURE, PAST, Bounds, Day, Edtf, Form, day_after, day_before, hull, span
from schema.records import ClaimRecord


class Stated(NamedTuple):
    """An asserted start or end: its bounds as told, and as cut and moved by what else is known."""

    claim: ClaimRecord
    written: Edtf
    told: Bounds
    bounds: Bounds


class Attestation(NamedTuple):
    """Days on which a claim shows the tie to hold: on one day within `lo` … `hi`, or on every day of it."""

    claim: ClaimRecord
    lo: Day
    hi: Day
    every_day: bool = False

    @property
    def first(self) -> Day:
        """The day that counts where a start is bounded: the latest that the first one can be."""
        return self.lo if self.every_day else self.hi

    @property
    def last(self) -> Day:
        """The day that counts where an end is bounded: the earliest that the last one can be."""
        return self.hi if self.every_day else self.lo


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a tie, start or end, as put together.

    `surviving` are the bounds that no more precise one refines, `contradicting` the attestations that no
    stated bound agrees with.
    """

    stated: tuple[Stated, ...]
    surviving: tuple[Bounds, ...]
    contradicting: tuple[Attestation, ...]
    denials: tuple[ClaimRecord, ...]
    covered: bool
    lo: Day
    hi: Day

    @property
    def disputed(self) -> bool:
        return bool(self.contradicting) or self.covered or _meeting(self.surviving) is None

    @property
    def edtf(self) -> str | None:
        """The date to give out: as written where one bound survives, else from the earliest to the latest."""
        if not self.surviving:
            return None
        if len(self.surviving) > 1:
            return span(self.lo, self.hi)
        texts = {each.written.text for each in self.stated if each.bounds == self.surviving[0]}
        return min(texts, key=lambda text: (len(text), text))


def stated(claim: ClaimRecord, written: Edtf) -> Stated:
    return Stated(claim, written, written.bounds, _told_as_past(written.bounds, claim.reported_on.hi))


def _told_as_past(bounds: Bounds, reported: Day) -> Bounds:
    return Bounds(bounds.lo, reported) if bounds.lo <= reported < bounds.hi else bounds


def attestations(
    asserting: Sequence[ClaimRecord],
    end_denials: Sequence[ClaimRecord],
    starts: Sequence[Stated],
    ends: Sequence[Stated],
    known_at: Day,
) -> tuple[list[Attestation], bool]:
    """2. The days on which claims show the tie to hold, and whether one puts its end before its start."""
    start_of = {id(each.claim): each.bounds for each in starts}
    end_of = {id(each.claim): each.bounds for each in ends}
    found: list[Attestation] = []
    inverted = False
    for claim in asserting:
        start, end = start_of.get(id(claim)), end_of.get(id(claim))
        reported = claim.reported_on.bounds
        if start and end and end.hi <= start.lo:
            inverted = inverted or end.hi < start.lo
            continue
        if start:
            found.append(Attestation(claim, start.lo, start.hi))
        if end:
            found.append(Attestation(claim, day_before(end.lo), day_before(end.hi)))
        if claim.end and claim.end.form is Form.OPEN:
            found.append(Attestation(claim, reported.lo, reported.hi))
            last = min(claim.last_seen_on or PAST, known_at)
            if last > reported.lo:
                # Whichever day it was reported on, the last one on which it was seen is one of those that it attests.
                found.append(Attestation(claim, min(reported.hi, last), last, every_day=True))
        elif not start and not end:
            if claim.held_on:
                held = claim.held_on.bounds
                if held.hi == FUTURE:
                    # An interval left open (2016/..) is seen to hold up to the telling; of one foretold the first day.
                    held = Bounds(held.lo, max(held.lo, reported.hi))
                every_day = claim.held_on.form is Form.INTERVAL
                if every_day and held.lo == PAST:
                    # Of an interval without a beginning (../2016) the last day is one that is sure.
                    held = Bounds(held.hi, held.hi)
                found.append(Attestation(claim, held.lo, held.hi, every_day))
            else:
                found.append(Attestation(claim, reported.lo, reported.hi))
    found += [Attestation(claim, claim.reported_on.lo, claim.reported_on.hi) for claim in end_denials]
    return found, inverted


def end_side(ends: list[Stated], attested: list[Attestation], denials: Sequence[ClaimRecord]) -> Side:
    last = max((a.last for a in attested), default=PAST)
    moved: list[Stated] = []
    contradicting: dict[int, Attestation] = {}
    for end in ends:
        lo = end.bounds.lo
        for a in attested:
            # 3. An end lies after every day on which the tie is seen to hold.
            if a.last >= end.bounds.hi:
                contradicting[id(a)] = a
                if not (a.every_day and a.lo < end.bounds.hi):
                    continue
            within = min(a.last, day_before(end.bounds.hi))
            if end.bounds.lo <= within < end.bounds.hi:
                lo = max(lo, day_after(within))
        moved.append(Stated(end.claim, end.written, end.told, Bounds(lo, end.bounds.hi)))
    surviving = _surviving(moved)
    # 6. Without asserted ends it held at least to the last attested day.
    lo, hi = (day_after(last), FUTURE) if not moved else _together(surviving)
    if moved and last >= max(end.bounds.hi for end in moved):
        hi = FUTURE
    # A denied end without a day of its own covers all days up to the one on which it was reported.
    covered = _denied(
        moved, [claim.end.bounds if claim.end else Bounds(PAST, claim.reported_on.hi) for claim in denials]
    )
    return Side(tuple(moved), surviving, tuple(contradicting.values()), tuple(denials), covered, lo, hi)


def start_side(starts: list[Stated], attested: list[Attestation], denials: Sequence[ClaimRecord]) -> Side:
    first = min((a.first for a in attested), default=FUTURE)
    moved: list[Stated] = []
    contradicting: dict[int, Attestation] = {}
    for start in starts:
        hi = start.bounds.hi
        for a in attested:
            # 4. A start lies on or before every day on which the tie is seen to hold.
            if a.first < start.bounds.lo:
                contradicting[id(a)] = a
                if not (a.every_day and a.hi >= start.bounds.lo):
                    continue
            within = max(a.first, start.bounds.lo)
            if start.bounds.lo <= within < start.bounds.hi:
                hi = min(hi, within)
        moved.append(Stated(start.claim, start.written, start.told, Bounds(start.bounds.lo, hi)))
    surviving = _surviving(moved)
    # 6. Without asserted starts it held at least from the first attested day.
    lo, hi = (PAST, first) if not moved else _together(surviving)
    if moved and first < min(start.bounds.lo for start in moved):
        lo = PAST
    covered = _denied(moved, [claim.start.bounds for claim in denials if claim.start])
    return Side(tuple(moved), surviving, tuple(contradicting.values()), tuple(denials), covered, lo, hi)


def _surviving(stated: Sequence[Stated]) -> tuple[Bounds, ...]:
    """5. Bounds that contain another's are set aside: the more precise statement refines the vaguer."""
    distinct = sorted({each.bounds for each in stated}, key=lambda b: (b.lo, b.hi))
    return tuple(b for b in distinct if not any(b != other and b.contains(other) for other in distinct))


def _meeting(bounds: Sequence[Bounds]) -> Bounds | None:
    """The days that all bounds have in common; None where there are none."""
    if not bounds:
        return Bounds(PAST, FUTURE)
    common = reduce(lambda a, b: Bounds(max(a.lo, b.lo), min(a.hi, b.hi)), bounds)
    return common if common.lo <= common.hi else None


def _together(surviving: Sequence[Bounds]) -> tuple[Day, Day]:
    whole = _meeting(surviving) or hull(surviving)
    return whole.lo, whole.hi


def _denied(stated: Sequence[Stated], denied: Sequence[Bounds]) -> bool:
    """Whether every day of an asserted bound, as it was told, is denied."""
    return any(_covered(each.told, denied) for each in stated)


def _covered(told: Bounds, denied: Sequence[Bounds]) -> bool:
    reached = told.lo
    for each in sorted(denied, key=lambda b: b.lo):
        if each.lo <= reached <= each.hi:
            if each.hi >= told.hi:
                return True
            reached = day_after(each.hi)
    return False
