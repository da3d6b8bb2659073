"""Dates of stated precision in forms that know less of it."""

import pytest

from service.exports.dates import date_parts, ends_of, iso_prefix


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        (None, None), ("2022", "2022"), ("2022-01", "2022-01"), ("2022-01-05", "2022-01-05"), ("2022-01?", "2022-01"),
        ("199X", None), ("2022-01-0X", "2022-01"), ("2020-21", "2020"), ("2020-24", None), ("..", None),
        ("[..2019]", None), ("[2019..]", None), ("[2022-01-05..2022-01-17]", "2022-01"), ("2007/2012", None),
        ("2021-03/2021-05", "2021"), ("[2021-12-30..2022-01-02]", None), ("0950", "0950"),
    ],
)  # fmt: skip
def test_the_longest_prefix_that_covers_it(text: str | None, prefix: str | None) -> None:
    assert iso_prefix(text) == prefix


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (None, None), ("..", None), ("[..2019]", None),
        ("2022", {"date-parts": [[2022]]}),
        ("2022-01~", {"date-parts": [[2022, 1]], "circa": True}),
        ("2022-01-05", {"date-parts": [[2022, 1, 5]]}),
        ("2020-21", {"date-parts": [[2020, 3, 1], [2020, 5, 31]]}),
        ("199X", {"date-parts": [[1990, 1, 1], [1999, 12, 31]]}),
        ("[2022-01-05..2022-01-17]", {"date-parts": [[2022, 1, 5], [2022, 1, 17]]}),
    ],
)  # fmt: skip
def test_as_csl_writes_it(text: str | None, parts: object) -> None:
    assert date_parts(text) == parts


def test_ends() -> None:
    assert ends_of(None) == (None, None)
    assert ends_of("[..2019]") == (None, "2019-12-31")
    assert ends_of("2020-02") == ("2020-02-01", "2020-02-29")
