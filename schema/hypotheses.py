"""The analysis of competing hypotheses: which of several exclusive hypotheses has the least evidence against it.

The method is that of Heuer (Psychology of Intelligence Analysis, 1999, chapter 8): hypotheses are not proved but
tried to be refuted, so that only inconsistent evidence counts, and evidence that bears alike on all hypotheses
counts for nothing. Two scores are given, both the better the smaller:

- *inconsistency* counts the pieces of evidence that are inconsistent with the hypothesis (Heuer's own measure);
- *weighted inconsistency* is that of PARC's ACH (Good, Shrager, Stefik, Pirolli, Card: A Tool for Analyzing
  Competing Hypotheses, technical description of version 1.1, 2004): I counts 1, II counts 2, each multiplied by the
  factors of two grades, which run from 1/√2 (low) over 1 (medium) to √2 (high).

The two grades are those of the Admiralty code, reliability of the source (A–F) and credibility of the statement
(1–6), each a factor of its own: A and 1 are high, C and 3 medium, E and 5 low, B, D, 2 and 4 midway between on the
same geometric scale. What cannot be judged (F, 6) or is not graded is taken as medium: it is neither held against a
statement nor counted in its favour.

Everything here is pure and gives the same result in whatever order the evidence comes.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schema.vocabulary import Consistency

# How much a rating counts against a hypothesis.
AGAINST = {Consistency.I: 1, Consistency.II: 2}
# Ratings by which evidence says nothing about a hypothesis.
SILENT = frozenset({Consistency.N, Consistency.NA})

_MEDIUM = 1.0
_FACTORS = [math.pow(2, step / 4) for step in (2, 1, 0, -1, -2)]
RELIABILITY = dict(zip("ABCDE", _FACTORS, strict=True))
CREDIBILITY = dict(zip(range(1, 6), _FACTORS, strict=True))

# Sums of the same weights in another order may differ in the last digits; scores that agree so far are equal.
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Weighed:
    """One piece of evidence: a rating for each hypothesis, and the two grades (A–F or None, 1–6)."""

    ratings: tuple[Consistency, ...]
    reliability: str | None
    credibility: int

    @property
    def weight(self) -> float:
        """What a plain inconsistency of it counts: the product of the two factors, from 0.5 to 2."""
        return RELIABILITY.get(self.reliability or "", _MEDIUM) * CREDIBILITY.get(self.credibility, _MEDIUM)


@dataclass(frozen=True, slots=True)
class Score:
    """How a hypothesis stands. All None, and no lead, where no evidence bears on any hypothesis.

    `rank` counts from 1; equals share one. A hypothesis leads if it has the smallest score and not all have it.
    """

    inconsistency: int | None
    weighted: float | None
    rank: int | None
    leads: bool


# The weighted and the plain score: the order in which hypotheses are ranked.
Key = tuple[float, int]


def scores(hypotheses: int, evidence: Sequence[Weighed]) -> list[Score]:
    """The score of each of so many hypotheses, in the order of the ratings.

    They are ranked by the weighted score, then by the plain one. Evidence that is neutral or not applicable
    throughout changes nothing.
    """
    if all(SILENT.issuperset(each.ratings) for each in evidence):
        return [Score(None, None, None, False)] * hypotheses
    keys = _rounded(_sums(hypotheses, evidence))
    return [
        Score(
            inconsistency=key[1],
            weighted=key[0],
            rank=1 + sum(other < key for other in keys),
            leads=leads,
        )
        for key, leads in zip(keys, _leading(keys), strict=True)
    ]


def _sums(hypotheses: int, evidence: Iterable[Weighed]) -> list[Key]:
    against = [[_against(each, n) for each in evidence] for n in range(hypotheses)]
    return [(math.fsum(counted), sum(map(bool, counted))) for counted in against]


def _against(each: Weighed, hypothesis: int) -> float:
    return AGAINST.get(each.ratings[hypothesis], 0) * each.weight


def _rounded(sums: Iterable[Key]) -> list[Key]:
    return [(round(weighted, _DIGITS), plain) for weighted, plain in sums]


def _leading(keys: Sequence[Key]) -> list[bool]:
    return [key == min(keys) != max(keys) for key in keys]


def ranking(found: Sequence[Score]) -> list[int]:
    """The hypotheses, counted from 0, the least inconsistent first; equals, and the unranked, as recorded."""
    return sorted(range(len(found)), key=lambda n: (found[n].rank or 0, n))


def is_diagnostic(ratings: Iterable[Consistency]) -> bool:
    """Whether evidence helps to tell the hypotheses apart: not where it bears alike on all of them."""
    return len({Consistency.N if rating in SILENT else rating for rating in ratings}) > 1


def decisive(hypotheses: int, evidence: Sequence[Weighed]) -> list[bool]:
    """For each piece of evidence, whether other hypotheses would lead if it fell away (Heuer's sixth step)."""
    sums = _sums(hypotheses, evidence)
    leading = _leading(_rounded(sums))

    def without(each: Weighed) -> list[Key]:
        counted = [_against(each, n) for n in range(hypotheses)]
        return [(weighted - less, plain - bool(less)) for (weighted, plain), less in zip(sums, counted, strict=True)]

    return [_leading(_rounded(without(each))) != leading for each in evidence]
