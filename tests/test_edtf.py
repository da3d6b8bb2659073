"""Dates of stated precision: their forms, their bounds, and what is refused."""

import warnings
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.edtf import FUTURE, PAST, Form, day, day_after, day_before, parse, span
from schema.errors import BadInput

with warnings.catch_warnings():
    # The oracle's own deprecations are not ours to mend.
    warnings.simplefilter("ignore")
    import edtf

BOUNDS = [
    ("2016", "2016-01-01", "2016-12-31"),
    ("2022-01", "2022-01-01", "2022-01-31"),
    ("2020-02", "2020-02-01", "2020-02-29"),
    ("2022-01-05", "2022-01-05", "2022-01-05"),
    ("2022-01?", "2022-01-01", "2022-01-31"),
    ("2022-01~", "2022-01-01", "2022-01-31"),
    ("2022-01-05~", "2022-01-05", "2022-01-05"),
    ("1990%", "1990-01-01", "1990-12-31"),
    ("199X", "1990-01-01", "1999-12-31"),
    ("19XX", "1900-01-01", "1999-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-04-XX", "1985-04-01", "1985-04-30"),
    ("2022-01-0X", "2022-01-01", "2022-01-09"),
    ("2022-01-3X", "2022-01-30", "2022-01-31"),
    ("2022-1X", "2022-10-01", "2022-12-31"),
    ("2021-21", "2021-03-01", "2021-05-31"),
    ("2021-24", "2021-12-01", "2022-02-28"),
    ("2007/2012", "2007-01-01", "2012-12-31"),
    ("../2019", PAST, "2019-12-31"),
    ("/2019", PAST, "2019-12-31"),
    ("2016/..", "2016-01-01", FUTURE),
    ("2016/", "2016-01-01", FUTURE),
    ("..", PAST, FUTURE),
    ("[..2019]", PAST, "2019-12-31"),
    ("[2022-01-13..]", "2022-01-13", FUTURE),
    ("[2022-01-05..2022-01-17]", "2022-01-05", "2022-01-17"),
    ("[2016,2018]", "2016-01-01", "2018-12-31"),
    ("[1989, 1991..1993]", "1989-01-01", "1993-12-31"),
]


@pytest.mark.parametrize(("text", "lo", "hi"), BOUNDS)
def test_bounds(text: str, lo: str, hi: str) -> None:
    found = parse(text)
    assert (found.lo, found.hi) == (lo, hi)
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        "", "05.01.2022", "2022-13", "2022-02-30", "2022-1", "20220105", "2022-01-05T10:00:00", "Y17000", "0000",
        "9999", "-0044", "2X22", "2022-X1", "XXXX-01", "[2019..2016]", "[..]", "[]", "2019/2016", "{2016,2017}",
        "2016/2017/2018", "/", "2022-02-3X", "2022-21-05", "January 2022",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadInput) as error:
        parse(text)
    assert f"“{text}”" in str(error.value)


def test_forms() -> None:
    forms = [parse(text).form for text in ("2016", "[..2016]", "2015/2016", "..")]
    assert forms == [Form.DATE, Form.SET, Form.INTERVAL, Form.OPEN]


@pytest.mark.parametrize("text", ["2022-01-05", "0001-01-01", "9998-12-31"])
def test_days(text: str) -> None:
    assert day(text) == text


@pytest.mark.parametrize("text", ["2022", "2022-01-32", "9999-01-01", "2022-1-5", "yesterday", ".."])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(BadInput, match="not a calendar day"):
        day(text)


def test_unbounded_days_stay_what_they_are() -> None:
    assert (day_after(FUTURE), day_before(PAST)) == (FUTURE, PAST)
    assert day_after("2020-02-28") == "2020-02-29"
    assert day_before("2022-01-01") == "2021-12-31"
    assert PAST < "0001-01-01" < "9998-12-31" < FUTURE


@pytest.mark.parametrize(
    ("lo", "hi", "text"),
    [
        ("2022-01-05", "2022-01-05", "2022-01-05"),
        ("2022-01-05", "2022-01-17", "[2022-01-05..2022-01-17]"),
        (PAST, "2019-12-31", "[..2019-12-31]"),
        ("2022-01-13", FUTURE, "[2022-01-13..]"),
    ],
)
def test_a_span_reads_back_as_its_bounds(lo: str, hi: str, text: str) -> None:
    assert span(lo, hi) == text
    assert (parse(text).lo, parse(text).hi) == (lo, hi)


plain = st.dates(date(1, 1, 1), date(9998, 12, 31)).map(date.isoformat)
precision = st.sampled_from([4, 7, 10])


def oracle(text: str) -> tuple[str, str]:
    parsed = edtf.parse_edtf(text)

    def iso(when: tuple[int, ...]) -> str:
        return f"{when[0]:04}-{when[1]:02}-{when[2]:02}"

    return iso(parsed.lower_strict()), iso(parsed.upper_strict())


@given(plain, precision)
def test_plain_dates_agree_with_the_library(text: str, length: int) -> None:
    found = parse(text[:length])
    assert (found.lo, found.hi) == oracle(text[:length])


@given(plain, precision, plain, precision)
def test_intervals_agree_with_the_library(one: str, first: int, other: str, last: int) -> None:
    start, end = sorted((one, other))
    text = f"{start[:first]}/{end[:last]}"
    if parse(start[:first]).lo > parse(end[:last]).hi:
        return
    found = parse(text)
    assert (found.lo, found.hi) == oracle(text)


@given(st.integers(1, 998), st.sampled_from(["X", "?", "~"]))
def test_unspecified_and_doubtful_years_agree_with_the_library(number: int, mark: str) -> None:
    if mark == "X":
        text = f"{number:03}X"
        assert (parse(text).lo, parse(text).hi) == oracle(text)
    else:
        # Strictly, doubt moves no bound; the library says so for years too.
        text = f"{number:04}{mark}"
        assert (parse(text).lo, parse(text).hi) == oracle(text)
