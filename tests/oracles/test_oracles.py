"""The oracle of resolution against the worked example, row by row, and cases worked by hand from the text."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .cases import CASES, DENIED, TIE, d, four, on, said, span
from .resolution import Bounds, Nature, Said, certainty, resolve
from .worlds import histories

ABISH = [
    Said("holds", "ASSERTS", "TIE", "STATED", Bounds(date(2020, 11, 1), date(2020, 11, 1))),
    Said("sacked", "ASSERTS", "END", "REPORTED", on(5), end=on(5)),
    Said("still", "DENIES", "END", "STATED", on(8), end=on(5)),
    Said("resigned", "ASSERTS", "END", "REPORTED", on(17), end=on(17)),
]


@pytest.mark.parametrize(
    ("as_of", "known_at", "holds", "standing"),
    [
        (4, 4, "POSSIBLE", "ESTABLISHED"),
        (4, 5, "CERTAIN", "ESTABLISHED"),
        (4, 8, "CERTAIN", "DISPUTED"),
        (4, 17, "CERTAIN", "DISPUTED"),
        (4, None, "CERTAIN", "DISPUTED"),
        (6, 6, None, "ESTABLISHED"),
        (9, 9, "POSSIBLE", "DISPUTED"),
        (9, 18, "POSSIBLE", "DISPUTED"),
        (18, 18, None, "DISPUTED"),
    ],
)
def test_worked_example(as_of: int, known_at: int | None, holds: str | None, standing: str) -> None:
    outcome = resolve("STATE", ABISH, None if known_at is None else d(known_at))
    assert certainty("STATE", outcome, d(as_of)) == holds
    assert outcome.standing == standing


def test_worked_example_period_and_changes_of_knowledge() -> None:
    assert four(resolve("STATE", ABISH, d(18)))[2:] == (5, 17)
    before_and_after = [(resolve("STATE", ABISH, d(day - 1)), resolve("STATE", ABISH, d(day))) for day in range(1, 21)]
    changed = {day: after for day, (before, after) in enumerate(before_and_after, start=1) if before != after}
    assert {day: after.standing for day, after in changed.items()} == {5: "ESTABLISHED", 8: "DISPUTED", 17: "DISPUTED"}


@pytest.mark.parametrize(
    ("nature", "claims", "known_at", "days", "standing"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_by_hand(
    nature: Nature, claims: list[Said], known_at: int | None, days: tuple[int | None, ...], standing: str | None
) -> None:
    outcome = resolve(nature, claims, None if known_at is None else d(known_at))
    assert (four(outcome), outcome.standing) == (days, standing)


def test_at_most_possible() -> None:
    """Step 9: alleged or denied is never certain, bonds too; refuted holds on no day."""
    assert certainty("STATE", resolve("STATE", [TIE], None), d(10)) == "CERTAIN"
    assert certainty("STATE", resolve("STATE", [said(modality="SPECULATED")], None), d(10)) == "POSSIBLE"
    assert certainty("BOND", resolve("BOND", [said(modality="ALLEGED")], None), d(1)) == "POSSIBLE"
    assert certainty("BOND", resolve("BOND", [TIE, DENIED], None), d(1)) == "POSSIBLE"
    assert certainty("BOND", resolve("BOND", [DENIED], None), d(1)) is None


def test_an_act_holds_from_its_day_on() -> None:
    outcome = resolve("ACT", [said(start=span(3, 5))], None)
    assert [certainty("ACT", outcome, d(day)) for day in (2, 3, 5, 900)] == [None, "POSSIBLE", "CERTAIN", "CERTAIN"]


def test_role_is_the_latest_wording_then_the_longest() -> None:
    claims = [said(role="deputy"), said(role="first deputy"), said(role="acting first deputy", reported=on(9))]
    assert resolve("STATE", claims, None).role == "first deputy"


@given(histories(), st.randoms())
def test_the_order_of_the_claims_does_not_matter(
    history: tuple[Nature, list[Said], date | None], random: Random
) -> None:
    nature, claims, known_at = history
    shuffled = list(claims)
    random.shuffle(shuffled)
    assert resolve(nature, shuffled, known_at) == resolve(nature, claims, known_at)
