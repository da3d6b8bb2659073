"""Small cases of resolution, worked by hand from the text; each begins with the step that it exercises.

Days are numbers: 1 is the first of January 2022. Unless it says otherwise a claim is told on the 10th.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from .resolution import Bounds, Nature, Outcome, Said

JANUARY = date(2022, 1, 1)


def d(number: int) -> date:
    """The numbered day, counted so that 1 is the first of January 2022."""
    return JANUARY + timedelta(days=number - 1)


def on(number: int) -> Bounds:
    """Give the bounds of one precise day."""
    return Bounds(d(number), d(number))


def span(lo: int | None, hi: int | None) -> Bounds:
    """Give the bounds of a vague date."""
    return Bounds(None if lo is None else d(lo), None if hi is None else d(hi))


def four(outcome: Outcome) -> tuple[int | None, ...]:
    """Give the four days as numbers."""
    days = (outcome.earliest_start, outcome.latest_start, outcome.earliest_end, outcome.latest_end)
    return tuple(None if day is None else (day - JANUARY).days + 1 for day in days)


TIE = Said("tie", "ASSERTS", "TIE", "STATED", on(10))  # "he holds it", told on the 10th
DENIED = Said("denied", "DENIES", "TIE", "STATED", on(12))
YEAR = span(1, 365)


def said(**changes: Any) -> Said:
    """Give the same claim with changes."""
    return replace(TIE, **changes)


CASES: list[tuple[str, Nature, list[Said], int | None, tuple[int | None, ...], str | None]] = [
    ("0: told after knownAt does not count", "STATE", [TIE], 9, (None,) * 4, None),
    ("0: an imprecise reported day counts by its latest", "STATE", [said(reported=span(8, 11))], 10, (None,) * 4, None),
    ("0: retracted on knownAt does not count", "STATE", [said(retracted=d(12))], 12, (None,) * 4, None),
    ("0: retracted after knownAt counts", "STATE", [said(retracted=d(12))], 11, (None, 10, 11, None), "ESTABLISHED"),
    ("0: without knownAt retractions are known", "STATE", [said(retracted=d(12))], None, (None,) * 4, None),
    (
        "1: a start told as past is cut at the telling",
        "STATE",
        [said(start=YEAR)],
        None,
        (1, 10, 2, None),
        "ESTABLISHED",
    ),
    ("1: a start told ahead is not cut", "STATE", [said(start=span(11, 20))], None, (11, 20, 12, None), "ESTABLISHED"),
    (
        "1: an end of that day needs no cut",
        "STATE",
        [said(end=span(None, 10))],
        None,
        (None, 9, None, 10),
        "ESTABLISHED",
    ),
    (
        "1: an unbounded end told as past is cut",
        "STATE",
        [said(end=span(4, None))],
        None,
        (None, 9, 4, 10),
        "ESTABLISHED",
    ),
    ("2: heldOn in place of the reported day", "STATE", [said(held_on=on(3))], None, (None, 3, 4, None), "ESTABLISHED"),
    (
        "2: an imprecise heldOn counts cautiously",
        "STATE",
        [said(held_on=span(3, 7))],
        None,
        (None, 7, 4, None),
        "ESTABLISHED",
    ),
    (
        "2: an interval attests its every day",
        "STATE",
        [said(held_on=span(3, 7), held_interval=True)],
        None,
        (None, 3, 8, None),
        "ESTABLISHED",
    ),
    ("2: an end alone attests the day before", "STATE", [said(end=on(6))], None, (None, 5, 6, 6), "ESTABLISHED"),
    ("2: begun and ended on one day", "STATE", [said(start=on(6), end=on(6))], None, (6, 6, 6, 6), "ESTABLISHED"),
    ("2: ended before it began", "STATE", [said(start=on(6), end=on(5))], None, (6, 6, 5, 5), "DISPUTED"),
    (
        "2+3+4: start and end in one vague month cut each other",
        "STATE",
        [said(start=span(1, 31), end=span(1, 31), reported=on(90))],
        None,
        (1, 30, 2, 31),
        "ESTABLISHED",
    ),
    (
        "2: `..` seen until the 20th, knownAt reaches the 15th",
        "STATE",
        [said(start=on(5), open_end=True, last_seen=d(20))],
        15,
        (5, 5, 16, None),
        "ESTABLISHED",
    ),
    (
        "2: `..` seen until the 20th, all known",
        "STATE",
        [said(start=on(5), open_end=True, last_seen=d(20))],
        None,
        (5, 5, 21, None),
        "ESTABLISHED",
    ),
    (
        "3: an end among the seen days is contradicted, and after all ends the latest is open",
        "STATE",
        [said(open_end=True, last_seen=d(20)), said(id="end", end=on(15), reported=on(16))],
        None,
        (None, 10, 15, None),
        "DISPUTED",
    ),
    (
        "3: a vague end rises to the day after the attestation",
        "STATE",
        [TIE, said(id="end", end=span(1, 31), reported=on(40))],
        None,
        (None, 10, 11, 31),
        "ESTABLISHED",
    ),
    (
        "3: attested after one end, before another: no open end",
        "STATE",
        [TIE, said(id="a", end=on(8), reported=on(9)), said(id="b", end=on(20), reported=on(21))],
        None,
        (None, 7, 8, 20),
        "DISPUTED",
    ),
    (
        "4: a vague start falls to the attestation",
        "STATE",
        [TIE, said(id="start", start=span(1, 31), reported=on(40))],
        None,
        (1, 10, 11, None),
        "ESTABLISHED",
    ),
    (
        "4: attested before every start: the earliest is open",
        "STATE",
        [TIE, said(id="start", start=on(15), reported=on(16))],
        None,
        (None, 15, 16, None),
        "DISPUTED",
    ),
    (
        "4: every day of an interval, its first days before the start, its middle in it",
        "STATE",
        [said(held_on=span(3, 7), held_interval=True), said(id="s", start=span(5, 10), reported=on(20))],
        None,
        (None, 5, 8, None),
        "DISPUTED",
    ),
    (
        "5: the more precise refines the vaguer",
        "STATE",
        [said(start=span(1, 31), reported=on(90)), said(id="b", start=on(6), reported=on(90))],
        None,
        (6, 6, 7, None),
        "ESTABLISHED",
    ),
    (
        "5: overlapping bounds intersect (here step 4 has cut the later already)",
        "STATE",
        [said(start=span(1, 10), reported=on(90)), said(id="b", start=span(5, 20), reported=on(90))],
        None,
        (5, 10, 6, None),
        "ESTABLISHED",
    ),
    (
        "5: no common day: the hull",
        "STATE",
        [said(start=on(3)), said(id="b", start=on(8))],
        None,
        (3, 8, 9, None),
        "DISPUTED",
    ),
    ("7: an act has no end", "ACT", [said(start=span(3, 5))], None, (3, 5, None, None), "ESTABLISHED"),
    ("7: an act told without a day happened by then", "ACT", [TIE], None, (None, 10, None, None), "ESTABLISHED"),
    ("7: a bond has no dates", "BOND", [TIE], None, (None,) * 4, "ESTABLISHED"),
    ("8: denied and never asserted", "STATE", [DENIED], None, (None,) * 4, "REFUTED"),
    (
        "8: asserted and denied; a denial attests nothing",
        "STATE",
        [TIE, DENIED],
        None,
        (None, 10, 11, None),
        "DISPUTED",
    ),
    (
        "8: a denied end asserts the tie, so a denied tie beside it is disputed",
        "STATE",
        [DENIED, said(stance="DENIES", aspect="END")],
        None,
        (None, 10, 11, None),
        "DISPUTED",
    ),
    (
        "2+3+8: a denied end without a day covers all days up to the denial",
        "STATE",
        [said(end=span(None, 10)), said(id="still", stance="DENIES", aspect="END", reported=on(12))],
        None,
        (None, 9, None, None),
        "DISPUTED",
    ),
    (
        "8: a denied end of another day disputes nothing",
        "STATE",
        [said(end=on(20)), said(id="no", stance="DENIES", aspect="END", end=on(15), reported=on(12))],
        None,
        (None, 12, 20, 20),
        "ESTABLISHED",
    ),
    (
        "8: two denials together cover a vague start, as it was told",
        "STATE",
        [
            said(start=span(1, 4)),
            said(id="x", stance="DENIES", aspect="START", start=span(1, 2)),
            said(id="y", stance="DENIES", aspect="START", start=span(3, 4)),
        ],
        None,
        (1, 4, 2, None),
        "DISPUTED",
    ),
    (
        "8: a denied start that leaves a day open disputes nothing",
        "STATE",
        [said(start=span(1, 4)), said(id="x", stance="DENIES", aspect="START", start=span(1, 3))],
        None,
        (1, 4, 2, None),
        "ESTABLISHED",
    ),
    (
        "8: a role asserted and denied",
        "STATE",
        [said(role="deputy"), said(id="x", stance="DENIES", aspect="ROLE", role="deputy")],
        None,
        (None, 10, 11, None),
        "DISPUTED",
    ),
    ("8: only alleged", "STATE", [said(modality="ALLEGED")], None, (None, 10, 11, None), "ALLEGED"),
    (
        "8: alleged and stated",
        "STATE",
        [said(modality="ALLEGED"), TIE],
        None,
        (None, 10, 11, None),
        "ESTABLISHED",
    ),
]
