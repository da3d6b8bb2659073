"""The days of a tie as spells: stretches on which it holds, each certain or possible throughout.

They say what a view says: on a day within a spell `view(asOf: that day)` holds the tie with that certainty, on every
other day it does not. Their ends are included; None is unbounded.
"""

from typing import NamedTuple

from schema.edtf import ALL_KNOWN, PAST, Day, day_before
from schema.rows import TieRow
from schema.vocabulary import Certainty, Standing


class Spell(NamedTuple):
    """From the start to the end of these days."""

    start: Day | None
    end: Day | None
    certainty: Certainty


def spells(tie: TieRow) -> list[Spell]:
    """In order of time; none for a tie that holds on no day."""
    days = tie.days
    if tie.standing == Standing.REFUTED.value or days.earliest_start >= days.latest_end:
        return []
    first, last = days.latest_start, days.earliest_end
    if tie.only_possible or first >= last:
        return [_spell(days.earliest_start, days.latest_end, Certainty.POSSIBLE)]
    found = [
        (days.earliest_start, first, Certainty.POSSIBLE),
        (first, last, Certainty.CERTAIN),
        (last, days.latest_end, Certainty.POSSIBLE),
    ]
    return [_spell(start, until, certainty) for start, until, certainty in found if start < min(until, ALL_KNOWN)]


def _spell(start: Day, until: Day, certainty: Certainty) -> Spell:
    """`until` is the first day on which it no longer holds; what is vouched for by all that is known has none."""
    return Spell(None if start == PAST else start, None if until >= ALL_KNOWN else day_before(until), certainty)
