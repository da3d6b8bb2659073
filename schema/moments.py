"""What stands on a timeline: begins and ends of ties, acts, events and remarks, each with the days it can mean.

Pure functions. A moment has bounds, the earliest and the latest day, as everything dated here. Its *place* is where a
line of time shows it: between these days, but on the latest one where only that is known ("by 8 January 2022"); what
has neither has no place and comes last.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schema.edtf import FUTURE, PAST, Bounds, Day, hull, parse, span
from schema.period import bounds_phrase, phrase
from schema.resolution import UNVOUCHED, FourDays
from schema.rows import TieRow
from schema.vocabulary import Certainty, Modality, Standing, TieNature, described


class TimelineKind(StrEnum):
    BEGAN = "BEGAN"
    ENDED = "ENDED"
    HAPPENED = "HAPPENED"
    EVENT = "EVENT"
    REMARK = "REMARK"


described(
    TimelineKind,
    "What kind of thing stands on a timeline.",
    BEGAN="A source says that a state, such as a post or an alliance, began.",
    ENDED="A source says that a state ended; the day is the first on which it no longer held.",
    HAPPENED="An act took place: an appointment, an arrest, a meeting, somebody's part in an event.",
    EVENT="An event took place: from the first to the last day of the ties that date it.",
    REMARK="A source says something of an entity that is no tie to another.",
)

# What comes first where all days are the same: what happened before what it brought about.
_RANKS = {
    TimelineKind.EVENT: 0,
    TimelineKind.HAPPENED: 1,
    TimelineKind.ENDED: 2,
    TimelineKind.BEGAN: 3,
    TimelineKind.REMARK: 4,
}
NO_DAY = Bounds(PAST, FUTURE)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on a timeline.

    `subject` is the id of the tie, event or remark; `about` those of the entities asked about that it concerns;
    `ties` the ids of the ties whose claims are behind it. A remark has no standing.
    """

    kind: TimelineKind
    subject: str
    about: tuple[str, ...]
    bounds: Bounds
    written: str | None
    when: str
    standing: Standing | None
    only_possible: bool
    ties: tuple[str, ...] = ()
    row: TieRow | None = None

    @property
    def id(self) -> str:
        return f"{self.subject}:{self.kind.value.lower()}"

    @property
    def key(self) -> tuple[Day, Day, int, str]:
        """By what timelines are ordered: the first day, the more precise, the kind, the id; without a day last."""
        place = placed(self.bounds) or Bounds(FUTURE, FUTURE)
        return (place.lo, place.hi, _RANKS[self.kind], self.id)

    def certainty(self, as_of: Day | None) -> Certainty:
        """Whether it came about by every reading of the dates; with a day, whether it had by the end of that day."""
        sure = not self.only_possible and not (self.kind is TimelineKind.ENDED and self.bounds.hi == FUTURE)
        return Certainty.CERTAIN if sure and (as_of is None or self.bounds.hi <= as_of) else Certainty.POSSIBLE


def placed(bounds: Bounds) -> Bounds | None:
    """Between which days a timeline shows it; None where nothing is known of the day."""
    if bounds == NO_DAY:
        return None
    return Bounds(bounds.hi, bounds.hi) if bounds.lo == PAST else bounds


def within(bounds: Bounds, start: Day | None, end: Day | None) -> bool:
    """Whether its place reaches into the days from `start` to `end`, both included; without a place it does not."""
    place = placed(bounds)
    if place is None:
        return start is None and end is None
    return (end is None or place.lo <= end) and (start is None or place.hi >= start)


def moments_of_ties(rows: Iterable[TieRow], asked: Sequence[str]) -> list[Moment]:
    """The begins and ends of states that a claim asserts, and every act; bonds have no days."""
    found: list[Moment] = []
    for row in rows:
        about = tuple(each for each in asked if each in (row.from_id, row.to_id, row.institution))
        if row.nature == TieNature.ACT.value:
            found.append(_of_tie(TimelineKind.HAPPENED, row, about))
        elif row.nature == TieNature.STATE.value:
            if row.start:
                found.append(_of_tie(TimelineKind.BEGAN, row, about))
            if row.end:
                found.append(_of_tie(TimelineKind.ENDED, row, about))
    return found


def _of_tie(kind: TimelineKind, row: TieRow, about: tuple[str, ...]) -> Moment:
    standing = Standing(row.standing)
    if kind is TimelineKind.ENDED:
        bounds, written, told = Bounds(row.earliest_end, row.latest_end), row.end, row.end_phrase
        if told and bounds.hi == FUTURE and standing is Standing.DISPUTED and "later" not in told:
            told = f"{told} or later"
    else:
        bounds, written, told = Bounds(row.earliest_start, row.latest_start), row.start, row.start_phrase
    return Moment(
        kind=kind,
        subject=row.id,
        about=about,
        bounds=bounds,
        written=written,
        when=told or bounds_phrase(bounds),
        standing=standing,
        only_possible=row.only_possible,
        ties=(row.id,),
        row=row,
    )


def moment_of_event(event: str, rows: Sequence[TieRow], about: tuple[str, ...]) -> Moment:
    """The event itself, by the ties that date it; as well founded as the best founded of them."""
    bounds = event_days(row.days for row in rows)
    standings = {Standing(row.standing) for row in rows}
    ranked = (Standing.ESTABLISHED, Standing.DISPUTED, Standing.ALLEGED)
    return Moment(
        kind=TimelineKind.EVENT,
        subject=event,
        about=about,
        bounds=bounds or NO_DAY,
        written=span(bounds.lo, bounds.hi) if bounds else None,
        when=bounds_phrase(bounds or NO_DAY),
        standing=next((standing for standing in ranked if standing in standings), None),
        only_possible=all(row.only_possible for row in rows),
        ties=tuple(row.id for row in rows),
    )


def event_days(days: Iterable[FourDays]) -> Bounds | None:
    """From the earliest to the latest day of an event's ties, unbounded sides aside; None where none is dated."""
    edges = [Bounds(*edge) for four in days for edge in _edges(four)]
    dated = [edge for edge in edges if edge.lo != PAST and edge.hi != FUTURE]
    return hull(dated) if dated else None


def _edges(four: FourDays) -> tuple[tuple[Day, Day], tuple[Day, Day]]:
    return (four.earliest_start, four.latest_start), (four.earliest_end, four.latest_end)


def moment_of_remark(identity: str, about: str, date: str | None, reported: str, modality: Modality) -> Moment:
    """A remark on the day on which it was so; without one, by the day on which it was reported."""
    bounds = parse(date).bounds if date else Bounds(PAST, parse(reported).hi)
    return Moment(
        kind=TimelineKind.REMARK,
        subject=identity,
        about=(about,),
        bounds=bounds,
        written=date,
        when=phrase(parse(date)) if date else bounds_phrase(bounds),
        standing=None,
        only_possible=modality in UNVOUCHED,
    )


def in_order(found: Iterable[Moment], start: Day | None, end: Day | None, as_of: Day | None) -> list[Moment]:
    """Those that reach into the days from `start` to `end` and do not lie wholly after `as_of`, in order of time."""
    chosen = (
        moment for moment in found if within(moment.bounds, start, end) and (as_of is None or moment.bounds.lo <= as_of)
    )
    return sorted(chosen, key=lambda moment: moment.key)
