"""From claims to a tie: four days and a standing, out of everything that had been said by a day.

Pure functions. The numbered comments are the steps of the rule; the same claims give the same answer in
whatever order they come. Days are ISO strings with `PAST` and `FUTURE` for the unbounded (see schema.edtf),
so "null" never needs a case of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from schema.edtf import ALL_KNOWN, FUTURE, PAST, Day, Form
from schema.records import ClaimRecord
from schema.sides import Side, attestations, end_side, start_side, stated
from schema.vocabulary import Aspect, Certainty, Modality, Stance, Standing, TieNature

UNVOUCHED = (Modality.ALLEGED, Modality.SPECULATED)


@dataclass(frozen=True, slots=True)
class FourDays:
    """The earliest and latest day on which a tie began and ended. An end is the first day it no longer held."""

    earliest_start: Day
    latest_start: Day
    earliest_end: Day
    latest_end: Day


class Dated(Protocol):
    """Whatever has the four days of a tie."""

    @property
    def earliest_start(self) -> Day: ...
    @property
    def latest_start(self) -> Day: ...
    @property
    def earliest_end(self) -> Day: ...
    @property
    def latest_end(self) -> Day: ...


# A bond holds on every day, a refuted tie on none; neither has dates to show.
ALWAYS = FourDays(PAST, PAST, FUTURE, FUTURE)
NEVER = FourDays(PAST, FUTURE, PAST, PAST)


@dataclass(frozen=True, slots=True)
class Resolution:
    """A tie as known on one day; `claims` are those that count."""

    nature: TieNature
    claims: tuple[ClaimRecord, ...]
    days: FourDays
    standing: Standing
    only_possible: bool
    role: str | None
    start: Side
    end: Side
    assertions: tuple[ClaimRecord, ...]
    denials: tuple[ClaimRecord, ...]
    # Denials of a role that another claim, or the tie's definition, gives.
    role_denials: tuple[ClaimRecord, ...]
    # In which the tie is asserted by claims that name none.
    defined_role: str | None = None
    # A claim puts the tie's end before its start.
    inverted: bool = False

    @property
    def tie_disputed(self) -> bool:
        """The tie as a whole is asserted and denied."""
        return bool(self.assertions and self.denials)

    @property
    def role_disputed(self) -> bool:
        return bool(self.role_denials)


def counts(claim: ClaimRecord, known_at: Day = ALL_KNOWN) -> bool:
    """Whether a claim had been reported, and not yet retracted, by the end of a day."""
    reported = min(claim.reported_on.hi, ALL_KNOWN)
    if known_at == ALL_KNOWN:
        return claim.retracted_on is None
    return reported <= known_at and (claim.retracted_on is None or claim.retracted_on > known_at)


def certainty(days: Dated, only_possible: bool, day: Day) -> Certainty | None:
    """Whether a tie with these days holds at the end of `day`; None where it does not."""
    if days.latest_start <= day < days.earliest_end and not only_possible:
        return Certainty.CERTAIN
    if days.earliest_start <= day < days.latest_end:
        return Certainty.POSSIBLE
    return None


def resolve(
    nature: TieNature,
    claims: Iterable[ClaimRecord],
    known_at: Day = ALL_KNOWN,
    *,
    role: str | None = None,
) -> Resolution | None:
    """The tie by what counts on `known_at`; None where nothing does.

    `role` is the one in the tie's definition: it stands where no claim that counts gives one.
    """
    known = [claim for claim in claims if counts(claim, known_at)]
    if not known:
        return None
    denials = tuple(c for c in known if c.stance is Stance.DENIES and c.aspect is Aspect.TIE)
    role_denials = tuple(c for c in known if c.stance is Stance.DENIES and c.aspect is Aspect.ROLE)
    end_denials = tuple(c for c in known if c.stance is Stance.DENIES and c.aspect is Aspect.END)
    start_denials = tuple(c for c in known if c.stance is Stance.DENIES and c.aspect is Aspect.START)
    asserting = tuple(c for c in known if c.stance is Stance.ASSERTS)
    # A denied end ("he is still in his post") asserts the tie.
    assertions = asserting + end_denials

    # 1. Asserted starts and ends, nothing told as past lying after the telling.
    starts = [stated(c, c.start) for c in asserting if c.start]
    ends = [stated(c, c.end) for c in asserting if c.end and c.end.form is not Form.OPEN]
    attested, inverted = attestations(asserting, end_denials, starts, ends, known_at)

    start = start_side(starts, attested, start_denials)
    if nature is TieNature.STATE:
        end = end_side(ends, attested, end_denials)
        days = FourDays(start.lo, start.hi, end.lo, end.hi)
    else:
        end = Side((), (), (), (), False, FUTURE, FUTURE)
        # 7. Acts have no end; bonds have no dates.
        days = ALWAYS if nature is TieNature.BOND else FourDays(start.lo, start.hi, FUTURE, FUTURE)

    # 8. Standing, and 9. what is at most possible.
    found_role = _role(asserting) or role
    denied_roles = _denied_roles(asserting, role_denials, role)
    refuted = len(denials) == len(known)
    unvouched = all(c.modality in UNVOUCHED for c in assertions)
    dated = nature is not TieNature.BOND and (start.disputed or end.disputed or inverted)
    if refuted:
        standing, days = Standing.REFUTED, NEVER
    elif (denials and assertions) or dated or denied_roles:
        standing = Standing.DISPUTED
    elif unvouched:
        standing = Standing.ALLEGED
    else:
        standing = Standing.ESTABLISHED
    return Resolution(
        nature=nature,
        claims=tuple(known),
        days=days,
        standing=standing,
        only_possible=refuted or unvouched or bool(denials),
        role=found_role,
        start=start,
        end=end,
        assertions=assertions,
        denials=denials,
        role_denials=denied_roles,
        defined_role=role,
        inverted=inverted,
    )


def _denied_roles(
    asserting: Sequence[ClaimRecord], denials: Sequence[ClaimRecord], defined: str | None
) -> tuple[ClaimRecord, ...]:
    """The denials of a role that is asserted: that of the claim, or of the tie where the claim gives none.

    One without a wording denies whatever role there is.
    """
    roles = {claim.role or defined for claim in asserting}
    asserted = {role.casefold() for role in roles if role}
    return tuple(c for c in denials if asserted and (c.role is None or c.role.casefold() in asserted))


def _role(asserting: Sequence[ClaimRecord]) -> str | None:
    """The latest reported wording, then the longest."""
    worded = [c for c in asserting if c.role]
    if not worded:
        return None
    return max(worded, key=lambda c: (c.reported_on.hi, len(c.role or ""), c.role or "")).role
