"""Chains of ties and what time has to say about them. Pure functions.

A chain is looked at tie by tie. Two parts of time belong to each tie: the days on which it possibly held, and
those on which it certainly did. A timing is an object that a chain is fed to, step by step, and that says
whether the chain so far can still obey it, possibly and certainly.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from schema.edtf import FUTURE, PAST, Day
from schema.kinds import TieKind
from schema.resolution import FourDays
from schema.rows import TieRow
from schema.vocabulary import WORST_FIRST, Certainty, Standing, TieNature, Timing

if TYPE_CHECKING:
    from schema.derivation import Derived


# What to do where more hops are asked for than a search takes.
DEEPER = "For more hops ask again from the last link of a chain."


@dataclass(frozen=True, slots=True)
class Link:
    """One tie as a step of a chain: from one link to the next, whichever way the tie itself is read."""

    from_id: str
    to_id: str
    tie: TieRow
    equals: bool = False
    # Where nobody states the tie: it is then the derived one as a tie, with its four days and the worst of its basis.
    derived: "Derived | None" = None

    @property
    def reversed(self) -> bool:
        """Whether the step goes against the way the tie is read."""
        return self.tie.from_id != self.from_id

    @property
    def is_post(self) -> bool:
        return self.tie.kind == TieKind.HOLDS_POST.value

    @property
    def between_equals(self) -> bool:
        """Whether the tie says nothing of who stands above whom."""
        by_kind = self.tie.kind == TieKind.KIN_OF.value or self.derived is not None
        return self.tie.kind == TieKind.ALLIED_WITH.value or (by_kind and self.equals)


@dataclass(frozen=True, slots=True)
class Life:
    """The days on which a person possibly and certainly lived; not on the day of death."""

    possible_from: Day = PAST
    certain_from: Day = PAST
    certain_until: Day = FUTURE
    possible_until: Day = FUTURE


@dataclass(frozen=True, slots=True)
class Demands:
    """What a chain has to obey. `lives` holds those persons of whom a birth or death is known."""

    timing: Timing
    as_of: Day | None
    lives: dict[str, Life]
    # Whether influence flows against the direction of the steps, as in a search upward.
    against_influence: bool = True


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a chain obeys its timing, and how surely; `period` is what its ties have in common."""

    certainty: Certainty
    period: FourDays


def ever_certain(tie: TieRow) -> bool:
    return not tie.only_possible and tie.latest_start < tie.earliest_end


def judge(demands: Demands, start: str, links: Sequence[Link]) -> Judged | None:
    """Whether a chain obeys its timing; None where it cannot."""
    ties = [link.tie for link in links]
    possible, certain = _obeys(demands, start, links, ties)
    if not possible:
        return None
    sure = certain and all(map(ever_certain, ties))
    return Judged(Certainty.CERTAIN if sure else Certainty.POSSIBLE, common_period(ties))


def common_period(ties: Iterable[TieRow]) -> FourDays:
    """The intersection of the ties' periods: the largest starts, the smallest ends."""
    every = list(ties)
    return FourDays(
        max(tie.earliest_start for tie in every),
        max(tie.latest_start for tie in every),
        min(tie.earliest_end for tie in every),
        min(tie.latest_end for tie in every),
    )


def _obeys(demands: Demands, start: str, links: Sequence[Link], ties: Sequence[TieRow]) -> tuple[bool, bool]:
    """Possibly, and as far as the comparison of days goes, certainly."""
    as_of = demands.as_of
    match demands.timing:
        case Timing.SNAPSHOT | Timing.CONTINUOUS:
            persons = [start, *(link.to_id for link in links)]
            lives = [demands.lives[person] for person in persons if person in demands.lives]
            if as_of is not None:
                return _on_day(ties, lives, as_of)
            return _on_some_day(ties, lives)
        case Timing.PAIRWISE:
            pairs = list(pairwise(ties))
            possible = all(_overlap(a, b) for a, b in pairs)
            certain = all(_surely_overlap(a, b) for a, b in pairs)
        case Timing.CONSECUTIVE:
            flow = ties[::-1] if demands.against_influence else ties
            dated = [tie for tie in flow if tie.nature != TieNature.BOND.value]
            pairs = [(a, b) for i, a in enumerate(dated) for b in dated[i + 1 :]]
            possible = all(a.earliest_start <= b.latest_start for a, b in pairs)
            certain = all(a.latest_start <= b.earliest_start for a, b in pairs)
        case Timing.ANY:
            possible = certain = True
    if as_of is not None and ties:
        first = ties[0].certainty(as_of)
        possible = possible and first is not None
        certain = certain and first is Certainty.CERTAIN
    return possible, certain


def _on_day(ties: Sequence[TieRow], lives: Sequence[Life], day: Day) -> tuple[bool, bool]:
    holding = [tie.certainty(day) for tie in ties]
    possible = all(holding) and all(life.possible_from <= day < life.possible_until for life in lives)
    certain = all(each is Certainty.CERTAIN for each in holding) and all(
        life.certain_from <= day < life.certain_until for life in lives
    )
    return possible, certain


def _on_some_day(ties: Sequence[TieRow], lives: Sequence[Life]) -> tuple[bool, bool]:
    start = max([tie.earliest_start for tie in ties] + [life.possible_from for life in lives])
    end = min([tie.latest_end for tie in ties] + [life.possible_until for life in lives])
    sure_start = max([tie.latest_start for tie in ties] + [life.certain_from for life in lives])
    sure_end = min([tie.earliest_end for tie in ties] + [life.certain_until for life in lives])
    return start < end, sure_start < sure_end


def _overlap(a: TieRow, b: TieRow) -> bool:
    return max(a.earliest_start, b.earliest_start) < min(a.latest_end, b.latest_end)


def _surely_overlap(a: TieRow, b: TieRow) -> bool:
    return max(a.latest_start, b.latest_start) < min(a.earliest_end, b.earliest_end)


def overlap_days(period: FourDays) -> float:
    """How many days the ties possibly have in common; infinite where unbounded."""
    if period.earliest_start >= period.latest_end:
        return 0.0
    if period.earliest_start == PAST or period.latest_end == FUTURE:
        return float("inf")
    return float((date.fromisoformat(period.latest_end) - date.fromisoformat(period.earliest_start)).days)


def weakest(demands: Demands, links: Sequence[Link]) -> Link:
    """The step at which the chain would break first."""

    def strength(place: int) -> tuple[int, int, int, int]:
        tie = links[place].tie
        bound = demands.timing in (Timing.SNAPSHOT, Timing.CONTINUOUS) or place == 0
        if demands.as_of is not None and bound:
            holds = tie.certainty(demands.as_of)
            sureness = 2 if holds is Certainty.CERTAIN else 1 if holds else 0
        else:
            sureness = 2 if ever_certain(tie) else 1 if tie.earliest_start < tie.latest_end else 0
        return (WORST_FIRST.index(Standing(tie.standing)), sureness, tie.voices, place)

    return links[min(range(len(links)), key=strength)]
