"""From claims to a tie, steps 0–9, and certainty on a day: every rule as one loop, in the order of the text.

Days are counted as ordinals so that "before every day" and "after every day" can be plain numbers, ±infinity.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Day = date
Nature = Literal["STATE", "ACT", "BOND"]
Stance = Literal["ASSERTS", "DENIES"]
Aspect = Literal["TIE", "START", "END", "ROLE"]
Modality = Literal["STATED", "REPORTED", "ALLEGED", "SPECULATED"]
Certainty = Literal["CERTAIN", "POSSIBLE"]


@dataclass(frozen=True)
class Bounds:
    """The earliest and the latest day that a date can mean; None is unbounded."""

    lo: date | None
    hi: date | None


@dataclass(frozen=True)
class Said:
    """One claim on one tie, its dates bounded. ``open_end``: the end was given as ``..`` (then ``end`` is None)."""

    id: str
    stance: Stance
    aspect: Aspect
    modality: Modality
    reported: Bounds
    start: Bounds | None = None
    end: Bounds | None = None
    open_end: bool = False
    held_on: Bounds | None = None
    held_interval: bool = False
    role: str | None = None
    last_seen: date | None = None
    retracted: date | None = None


@dataclass(frozen=True)
class Outcome:
    """The four days and the standing; standing None: no claim counts."""

    earliest_start: date | None
    latest_start: date | None
    earliest_end: date | None
    latest_end: date | None
    standing: str | None
    at_most_possible: bool
    role: str | None


class Span(NamedTuple):
    """Bounds as numbers: the days from ``lo`` to ``hi``, both included."""

    lo: float
    hi: float

    def contains(self, other: "Span") -> bool:
        """Whether every day of the other is one of these days."""
        return self.lo <= other.lo and other.hi <= self.hi


def resolve(nature: Nature, claims: Iterable[Said], known_at: date | None) -> Outcome:
    """Resolve the claims on one tie that a view of ``known_at`` counts.

    Raises ValueError for what the domain leaves open: a ``heldOn`` interval without a beginning or an end.
    """
    counted = [claim for claim in claims if counts(claim, known_at)]
    role = _role(counted)
    if not counted:
        return Outcome(None, None, None, None, None, False, role)
    if all(_denies_tie(claim) for claim in counted):
        return Outcome(None, None, None, None, "REFUTED", True, role)

    contradicted, days = False, (-math.inf, math.inf, -math.inf, math.inf)
    if nature != "BOND":
        attested, impossible = _attestations(counted, known_at)
        starts, starts_contradicted = _starts([_cut(s, c) for c, s in _told(counted, "START")], attested)
        ends, ends_contradicted = _ends([_cut(e, c) for c, e in _told(counted, "END")], attested)
        if nature == "ACT":
            ends, ends_contradicted = Span(-math.inf, math.inf), False
        contradicted = impossible or starts_contradicted or ends_contradicted
        days = (*starts, *ends)

    unvouched = all(c.modality in ("ALLEGED", "SPECULATED") for c in counted if _asserts_tie(c))
    tie_denied = any(_denies_tie(claim) for claim in counted)
    disputed = (
        contradicted
        or (tie_denied and any(_asserts_tie(claim) for claim in counted))
        or _role_disputed(counted)
        or (nature != "BOND" and _date_denied(counted))
    )
    standing = "DISPUTED" if disputed else "ALLEGED" if unvouched else "ESTABLISHED"
    first, latest, earliest, last = map(_day, days)
    return Outcome(first, latest, earliest, last, standing, unvouched or tie_denied, role)


def certainty(nature: Nature, outcome: Outcome, day: date) -> Certainty | None:
    """Whether the tie holds on the day (that is, at its end); None where it does not."""
    if outcome.standing in (None, "REFUTED"):
        return None
    best: Certainty = "POSSIBLE" if outcome.at_most_possible else "CERTAIN"
    if nature == "BOND":
        return best
    first, latest = outcome.earliest_start, outcome.latest_start
    earliest, last = outcome.earliest_end, outcome.latest_end
    act = nature == "ACT"  # an act's null ends lie after every day
    if latest is not None and latest <= day and (act or (earliest is not None and day < earliest)):
        return best
    return "POSSIBLE" if (first is None or first <= day) and (act or last is None or day < last) else None


# Step 0: the input


def counts(claim: Said, known_at: date | None) -> bool:
    """Whether a view of ``known_at`` counts the claim."""
    if known_at is None:
        return claim.retracted is None
    return _span(claim.reported).hi <= known_at.toordinal() and (claim.retracted is None or claim.retracted > known_at)


def _asserts_tie(claim: Said) -> bool:  # and a denied end asserts it
    return claim.stance == "ASSERTS" or claim.aspect == "END"


def _denies_tie(claim: Said) -> bool:
    return claim.stance == "DENIES" and claim.aspect == "TIE"


# Step 1: starts and ends, cut where they were told as past


def _told(counted: list[Said], side: Literal["START", "END"]) -> list[tuple[Said, Span]]:
    """Every asserted start (or end), as it was told, with the claim that tells it."""
    asserted = [claim for claim in counted if claim.stance == "ASSERTS"]
    dated = [(claim, claim.start if side == "START" else claim.end) for claim in asserted]
    return [(claim, _span(bounds)) for claim, bounds in dated if bounds is not None]


def _cut(told: Span, claim: Said) -> Span:
    reported = _span(claim.reported).hi
    return Span(told.lo, reported) if told.lo <= reported < told.hi else told


# Step 2: attestations


def _attestations(counted: list[Said], known_at: date | None) -> tuple[list[Span], bool]:
    """The attested days, each a span (of one day where it is precise); and whether a claim contradicts itself."""
    attested: list[Span] = []
    impossible = False
    for claim in counted:
        reported = _span(claim.reported)
        if claim.stance == "DENIES":
            if claim.aspect == "END":
                attested.append(reported)
            continue
        start = None if claim.start is None else _cut(_span(claim.start), claim)
        end = None if claim.end is None else _cut(_span(claim.end), claim)
        if claim.open_end:
            attested += [start] if start is not None else []
            attested += [reported, *_seen_days(claim, known_at)]
        elif start is None and end is None:
            attested += _held_days(claim)
        elif start is not None and end is not None and end.hi <= start.lo:
            impossible = impossible or end.hi < start.lo
        else:
            attested += [start] if start is not None else []
            attested += [Span(end.lo - 1, end.hi - 1)] if end is not None else []
    return attested, impossible


def _seen_days(claim: Said, known_at: date | None) -> list[Span]:
    if claim.last_seen is None or claim.reported.hi is None:
        return []
    last = min(claim.last_seen, known_at or claim.last_seen)
    # Of an imprecise reported day from the last one on, unless it was seen before that.
    first = min(claim.reported.hi, last)
    seen = claim.reported.lo is None or last > claim.reported.lo
    return [Span(day, day) for day in range(first.toordinal(), last.toordinal() + 1)] if seen else []


def _held_days(claim: Said) -> list[Span]:
    if claim.held_on is None:
        return [_span(claim.reported)]
    if not claim.held_interval:
        lo, hi = _span(claim.held_on)
        # Some day from one on: told as past, and so by the telling.
        return [Span(lo, max(lo, _span(claim.reported).hi) if math.isinf(hi) else hi)]
    if claim.held_on.lo is None or claim.held_on.hi is None:
        raise ValueError("the domain does not say what an interval without a beginning or an end attests")
    return [Span(day, day) for day in range(claim.held_on.lo.toordinal(), claim.held_on.hi.toordinal() + 1)]


# Steps 3 to 6: the two sides


def _ends(ends: list[Span], attested: list[Span]) -> tuple[Span, bool]:
    """Earliest and latest end, and whether anything contradicted."""
    days = [span.lo for span in attested]  # cautiously: the lo bounds an end
    last = max(days, default=-math.inf)
    if not ends:
        return Span(last + 1, math.inf), False
    contradicted = False
    risen = []
    for lo, hi in ends:
        new_lo = lo
        for day in days:
            if lo <= day < hi:
                new_lo = max(new_lo, day + 1)
            if day >= hi:
                contradicted = True
        risen.append(Span(new_lo, hi))
    together, apart = _together(risen)
    after_all = bool(days) and all(last >= end.hi for end in ends)
    return Span(together.lo, math.inf if after_all else together.hi), contradicted or apart


def _starts(starts: list[Span], attested: list[Span]) -> tuple[Span, bool]:
    """Earliest and latest start, and whether anything contradicted."""
    days = [span.hi for span in attested]  # cautiously: the hi bounds a start
    first = min(days, default=math.inf)
    if not starts:
        return Span(-math.inf, first), False
    contradicted = False
    fallen = []
    for lo, hi in starts:
        new_hi = hi
        for day in days:
            if lo <= day < hi:
                new_hi = min(new_hi, day)
            if day < lo:
                contradicted = True
        fallen.append(Span(lo, new_hi))
    together, apart = _together(fallen)
    before_all = bool(days) and all(first < start.lo for start in starts)
    return Span(-math.inf if before_all else together.lo, together.hi), contradicted or apart


def _together(spans: list[Span]) -> tuple[Span, bool]:
    """Step 5: the bounds of one side put together, and whether they had no common day."""
    rest = [span for span in spans if not any(span.contains(other) and span != other for other in spans)]
    lo, hi = max(span.lo for span in rest), min(span.hi for span in rest)
    if lo <= hi:
        return Span(lo, hi), False
    return Span(min(span.lo for span in rest), max(span.hi for span in rest)), True


# Step 8: what makes a dispute beside contradicting days


def _date_denied(counted: list[Said]) -> bool:
    """Whether every day of some asserted start or end, as it was told, is denied."""
    denials = [claim for claim in counted if claim.stance == "DENIES"]
    starts = [_span(c.start) for c in denials if c.aspect == "START" and c.start is not None]
    ends = [_span(c.end) for c in denials if c.aspect == "END" and c.end is not None]
    ends += [Span(-math.inf, _span(c.reported).hi) for c in denials if c.aspect == "END" and c.end is None]
    return any(_covered(told, starts) for _, told in _told(counted, "START")) or any(
        _covered(told, ends) for _, told in _told(counted, "END")
    )


def _covered(told: Span, denied: list[Span]) -> bool:
    day = told.lo
    while day <= told.hi:
        reach = [span.hi for span in denied if span.lo <= day <= span.hi]
        if not reach or max(reach) == math.inf:
            return bool(reach)
        day = max(reach) + 1
    return True


def _role_disputed(counted: list[Said]) -> bool:
    asserted = {c.role for c in counted if c.stance == "ASSERTS" and c.role is not None}
    denied = {c.role for c in counted if c.stance == "DENIES" and c.aspect == "ROLE" and c.role is not None}
    return bool(asserted & denied)


def _role(counted: list[Said]) -> str | None:
    """The latest reported wording, then the longest, then the last by alphabet."""
    said = [(_span(c.reported).hi, len(c.role), c.role) for c in counted if c.stance == "ASSERTS" and c.role]
    return max(said)[2] if said else None


def _span(bounds: Bounds) -> Span:
    lo, hi = bounds.lo, bounds.hi
    return Span(-math.inf if lo is None else lo.toordinal(), math.inf if hi is None else hi.toordinal())


def _day(number: float) -> date | None:
    return None if math.isinf(number) else date.fromordinal(int(number))
