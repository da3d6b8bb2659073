"""How a tie looked from one reported day to the next: its known states.

A state holds for every knownAt from `known_from` up to, but without, `known_to`. Between two of these days
nothing was reported and nothing retracted. Only one thing can still move within a state: a register that is
read again and again vouches for the tie up to the day of knowledge itself, so that `earliest_end` is always
the day after knownAt. Such a state is called `rolling`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from schema.edtf import ALL_KNOWN, FUTURE, Day, Form, day_after, day_before
from schema.records import ClaimRecord
from schema.resolution import FourDays, Resolution, counts, resolve
from schema.vocabulary import TieNature


@dataclass(frozen=True, slots=True)
class KnownState:
    """A tie as every knownAt from `known_from` until before `known_to` sees it."""

    known_from: Day
    known_to: Day
    resolution: Resolution
    rolling: bool = False

    def days(self, known_at: Day) -> FourDays:
        """The four days as seen on `known_at`, which must lie within the state."""
        if not self.rolling:
            return self.resolution.days
        return replace(self.resolution.days, earliest_end=day_after(known_at))


def known_days(claim: ClaimRecord) -> tuple[Day, Day] | None:
    """From which day until before which a claim counts; None where it never does."""
    reported = min(claim.reported_on.hi, ALL_KNOWN)
    until = claim.retracted_on or FUTURE
    return (reported, until) if reported < until else None


def turning_days(claims: Sequence[ClaimRecord]) -> list[Day]:
    """The days of knowledge on which a tie can come to look different, in order."""
    turns: set[Day] = set()
    for claim in claims:
        known = known_days(claim)
        if known:
            turns.update(known)
    if _vouched(claims):
        # A register vouches for every day up to knownAt: the tie also turns where that day passes a bound.
        for claim in claims:
            edges = [claim.reported_on.lo, claim.reported_on.hi, claim.last_seen_on]
            for dated in (claim.start, claim.end, claim.held_on):
                edges += [dated.lo, dated.hi, day_before(dated.lo), day_before(dated.hi)] if dated else []
            for edge in edges:
                if edge and edge <= ALL_KNOWN and edge[:4] != "0000":
                    turns.update((edge, day_after(edge)))
    turns.discard(FUTURE)
    return sorted(turn for turn in turns if turn <= ALL_KNOWN)


def _vouched(claims: Sequence[ClaimRecord]) -> bool:
    """Whether a register, read again and again, vouches for the tie: alone thereby can a day of knowledge move it."""
    return any(claim.last_seen_on and claim.end and claim.end.form is Form.OPEN for claim in claims)


def states(nature: TieNature, claims: Sequence[ClaimRecord], *, role: str | None = None) -> list[KnownState]:
    """Every state of a tie, in order of knowledge; days on which no claim counts are in none.

    A tie of which no claim ever counted, for each was our own misreading, has one that holds for no knownAt: what they
    said, for whoever comes to the tie through one of them.
    """
    found: list[KnownState] = []
    turns = turning_days(claims)
    for turn, until in pairwise([*turns, FUTURE]):
        for state in _stretch(nature, claims, role, turn, until):
            before = found[-1] if found else None
            if before and before.known_to == state.known_from and _looks(before) == _looks(state):
                found[-1] = replace(before, known_to=state.known_to)
            else:
                found.append(state)
    if not found and claims:
        found.append(_never_known(nature, claims, role))
    return found


def _never_known(nature: TieNature, claims: Sequence[ClaimRecord], role: str | None) -> KnownState:
    told = resolve(nature, [replace(claim, retracted_on=None) for claim in claims], role=role)
    assert told, "all of them count now"
    day = min(min(claim.reported_on.hi, ALL_KNOWN) for claim in claims)
    return KnownState(day, day, told)


def _stretch(
    nature: TieNature, claims: Sequence[ClaimRecord], role: str | None, turn: Day, until: Day
) -> Iterator[KnownState]:
    """The states between two turns: one, or one a day where the text of the end itself moves with knownAt."""
    first = resolve(nature, claims, turn, role=role)
    if first is None:
        return
    last_day = ALL_KNOWN if until == FUTURE else day_before(until)
    last = first if last_day == turn or not _vouched(first.claims) else resolve(nature, claims, last_day, role=role)
    if last is None or last.days == first.days:
        yield KnownState(turn, until, first, rolling=last_day == turn and _rolls(nature, claims, role, turn, first))
    elif last.end.edtf == first.end.edtf:
        yield KnownState(turn, until, first, rolling=True)
    else:
        yield KnownState(turn, day_after(turn), first)
        yield from _stretch(nature, claims, role, day_after(turn), until)


def _looks(state: KnownState) -> tuple[object, ...]:
    """All of a state that a client can see, but for the interval itself and an end that rolls."""
    found = state.resolution
    return (
        state.rolling,
        replace(found.days, earliest_end=FUTURE) if state.rolling else found.days,
        found.standing,
        found.only_possible,
        found.role,
        (found.start.edtf, found.end.edtf),
        (found.start.surviving, None if state.rolling else found.end.surviving),
        frozenset((claim.source, claim.attributed_to) for claim in found.claims),
    )


def _rolls(nature: TieNature, claims: Sequence[ClaimRecord], role: str | None, day: Day, found: Resolution) -> bool:
    """Whether what is known for one day only would have its end move with knownAt, were it known for longer."""
    if not any(claim.last_seen_on and claim.last_seen_on > day for claim in claims):
        return False
    longer = [replace(claim, retracted_on=None) for claim in claims if counts(claim, day)]
    then = resolve(nature, longer, day_after(day), role=role)
    moved = replace(found.days, earliest_end=day_after(day_after(day)))
    return then is not None and then.days == moved != found.days and then.end.edtf == found.end.edtf


def merged(spans: Iterable[tuple[Day, Day]]) -> list[Day]:
    """Days of knowledge as pairs from and until, those that meet or overlap made one, flat and in order."""
    flat: list[Day] = []
    for known_from, known_to in sorted(tuple(span) for span in spans):
        if known_from >= known_to:
            continue
        if flat and known_from <= flat[-1]:
            flat[-1] = max(flat[-1], known_to)
        else:
            flat += [known_from, known_to]
    return flat


__all__ = ["KnownState", "known_days", "merged", "states", "turning_days"]
