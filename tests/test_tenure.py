"""Turnover and tenure of heads, out of terms with uncertain days."""

import math
from collections.abc import Sequence
from datetime import date
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schema.edtf import FUTURE, PAST
from schema.resolution import FourDays
from schema.tenure import (
    YEAR,
    DaySpan,
    HeadValue,
    Term,
    median_tenure,
    observed,
    product_limit_median,
    terms,
    turnover,
)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def held(start: str, end: str) -> Term:
    """In office from one day to another, as precisely as that."""
    return Term(day(start), day(start), day(end), day(end))


def since(start: str, attested: str) -> Term:
    """In office since a day, last attested the day before another; nobody says when it ended."""
    return Term(day(start), day(start), day(attested), None)


DECADE = DaySpan(day("2010-01-01"), day("2019-12-31"))


def measured(found: HeadValue | None) -> HeadValue:
    assert found is not None
    return found


def test_changes_a_year() -> None:
    found = measured(turnover([held("2009-01-01", "2014-01-01"), held("2014-01-01", "2021-05-01")], DECADE))
    assert found.value == found.low == found.high == pytest.approx(1 / 9.998, rel=1e-3)
    assert found.ties == 2
    assert found.observed == 1


def test_the_side_that_is_dated_more_often_counts() -> None:
    """Of the first nobody says when it ended, of the last two when they began."""
    left = Term(None, day("2016-05-01"), day("2017-01-01"), day("2017-01-01"))
    found = [since("2011-01-01", "2012-01-01"), held("2013-01-01", "2015-01-01"), left]
    assert measured(turnover(found, DECADE)).value == pytest.approx(2 * YEAR / DECADE.days)


def test_a_change_that_may_lie_outside_counts_in_one_bound_only() -> None:
    """It ended in 2019 or 2020, the middle being the first day of 2020."""
    found = measured(
        turnover([Term(day("2005-01-01"), day("2005-01-01"), day("2019-01-01"), day("2020-12-31"))], DECADE)
    )
    assert found.low == 0 and found.value == 0
    assert found.high == pytest.approx(YEAR / DECADE.days)


def test_a_former_head_of_unknown_days_counts_nowhere() -> None:
    former = Term(None, day("2015-01-01"), None, day("2015-01-02"))
    assert turnover([former], DECADE) is None
    assert median_tenure([former], DECADE) is None
    assert observed([former], DECADE) == 0


def test_the_median_of_whole_terms() -> None:
    found = [held("2010-01-01", "2011-01-01"), held("2011-01-01", "2013-01-01"), held("2013-01-01", "2018-01-01")]
    value, low, high, ties, _ = measured(median_tenure(found, DECADE))
    assert value == low == high == pytest.approx(2, rel=1e-2)
    assert ties == 3


def test_who_is_still_in_office_stays_at_least_so_long() -> None:
    found = [held("2010-01-01", "2012-01-01"), since("2012-01-01", "2030-01-01")]
    value, low, high, _, _ = measured(median_tenure(found, DECADE))
    assert value == pytest.approx(2, rel=1e-2)  # half of them have left after two years
    assert low == value and high == pytest.approx(2, rel=1e-2)
    alone = measured(median_tenure([since("2012-01-01", "2030-01-01")], DECADE))
    assert alone.value is None and alone.high is None
    assert alone.low == pytest.approx((DECADE.last + 1 - day("2012-01-01")) / YEAR)


def test_what_came_after_the_period_is_not_looked_at() -> None:
    """He left in 2021: at the end of 2019 that could not be seen."""
    value, low, high, _, _ = measured(median_tenure([held("2015-01-01", "2021-01-01")], DECADE))
    assert value is None and high is None
    assert low == pytest.approx(5, rel=1e-2)


def test_uncertain_days_are_read_in_the_middle_and_give_a_range() -> None:
    """From some day of 2010 to some day of 2012."""
    found = [Term(day("2010-01-01"), day("2010-12-31"), day("2012-01-01"), day("2012-12-31"))]
    value, low, high, _, _ = measured(median_tenure(found, DECADE))
    assert (low, value, high) == pytest.approx((1, 2, 3), rel=1e-2)


def test_a_head_of_another_time_is_not_counted() -> None:
    assert median_tenure([held("1990-01-01", "1995-01-01")], DECADE) is None
    assert turnover([held("1990-01-01", "1995-01-01")], DECADE) is None


def test_the_share_of_days_with_a_head() -> None:
    half = DaySpan(day("2020-01-01"), day("2020-01-10"))
    found = [held("2019-01-01", "2020-01-03"), held("2020-01-02", "2020-01-05"), held("2020-01-10", "2021-01-01")]
    assert observed(found, half) == (4 + 1) / 10


def posts(*each: tuple[str, str, str, str, str]) -> list[tuple[str, FourDays]]:
    return [(person, FourDays(*days)) for person, *days in each]


A, B, C, D = "2015-01-01", "2016-01-01", "2017-01-01", "2018-01-01"


def test_acting_and_then_full_is_one_term() -> None:
    (found,) = terms(posts(("anna", B, B, C, C), ("anna", A, A, B, B)))
    assert found == Term(day(A), day(A), day(C), day(C), ties=2)


def test_a_term_without_an_end_goes_over_into_the_one_that_has() -> None:
    """Acting since A, seen in office until B; full from B to C."""
    (found,) = terms(posts(("anna", A, A, B, FUTURE), ("anna", B, B, C, C)))
    assert found == Term(day(A), day(A), day(C), day(C), ties=2)


def test_two_terms_with_a_gap_are_two_and_so_are_two_people() -> None:
    assert len(terms(posts(("anna", A, A, B, B), ("anna", C, C, D, D)))) == 2
    assert len(terms(posts(("anna", A, A, B, B), ("boris", B, B, C, C)))) == 2
    # Seen in office until B, and again from C on: nobody says that it was one term.
    assert len(terms(posts(("anna", A, A, B, FUTURE), ("anna", C, C, D, FUTURE)))) == 2


def test_the_order_of_posts_does_not_matter() -> None:
    every = posts(("anna", A, A, B, FUTURE), ("boris", PAST, B, B, B), ("anna", B, B, C, C), ("boris", PAST, A, C, C))
    assert sorted(map(repr, terms(every))) == sorted(map(repr, terms(reversed(every))))


def survival_by_hand(lengths: Sequence[tuple[int, bool]]) -> float:
    """The product limit, event by event, as Kaplan and Meier write it."""
    share = 1.0
    for length in sorted({length for length, whole in lengths if whole}):
        at_risk = sum(other >= length for other, _ in lengths)
        share *= 1 - sum(other == length and whole for other, whole in lengths) / at_risk
        if share <= 0.5 + 1e-9:
            return length
    return math.inf


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=9))
def test_the_median_is_that_of_the_product_limit(lengths: list[tuple[int, bool]]) -> None:
    assert product_limit_median(lengths) == survival_by_hand(lengths)


@st.composite
def uncertain(draw: st.DrawFn) -> Term:
    """Few days, so that all readings can be tried; the whole term lies before day 40."""
    start, length, slack, other = (draw(st.integers(0, most)) for most in (12, 9, 2, 2))
    begin, end = 100 + start, 100 + start + slack + 1 + length
    return Term(begin, begin + slack, end, end + other)


@settings(max_examples=60, deadline=None)
@given(st.lists(uncertain(), min_size=1, max_size=3), st.integers(98, 112), st.integers(0, 25))
def test_no_reading_of_the_dates_leaves_the_bounds(found: list[Term], first: int, days: int) -> None:
    period = DaySpan(first, first + days)
    bounds = turnover(found, period)
    assume(bounds is not None)
    assert bounds is not None and bounds.low is not None and bounds.high is not None and bounds.value is not None
    assert bounds.low <= bounds.value <= bounds.high
    readings = [
        [Term(start, start, end, end) for start in range(t.earliest_start or 0, (t.latest_start or 0) + 1)
         for end in range(t.earliest_end or 0, (t.latest_end or 0) + 1)]
        for t in found
    ]  # fmt: skip
    values = [measured(one).value for each in product(*readings) if (one := turnover(each, period))]
    assert all(bounds.low <= (value or 0) <= bounds.high for value in values)
    whole = DaySpan(90, 200)
    value, low, high, _, _ = measured(median_tenure(found, whole))
    assert value is not None and low is not None and high is not None
    medians = [measured(median_tenure(each, whole)).value or 0 for each in product(*readings)]
    # Whole terms all of them: then the bounds are reached.
    assert (min(medians), max(medians)) == pytest.approx((low, high))
    assert low <= value <= high
