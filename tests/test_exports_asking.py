"""The parameters of an export's address."""

from urllib.parse import urlencode

import pytest

from schema.errors import BadInput
from service.exports.asking import MOST_ABOUT, Asked, asked, asked_for

LIMIT = 1_000


def read(*pairs: tuple[str, str]) -> Asked:
    return asked_for(urlencode(pairs).encode(), LIMIT)


def test_nothing_asked_is_everything() -> None:
    assert asked_for(b"", LIMIT) == Asked()
    assert Asked().everything
    assert read(("asOf", ""), ("depth", "")).everything


def test_all_that_can_be_asked() -> None:
    found = read(
        ("asOf", "2022-01-04"), ("knownAt", "2022-02-28"), ("about", "knb,karim-masimov"), ("about", " knb "),
        ("depth", "3"), ("dataVersion", "7"),
    )  # fmt: skip
    assert found == Asked("2022-01-04", "2022-02-28", ("knb", "karim-masimov"), 3, 7)
    assert not found.everything
    assert read(("dataVersion", "7")).everything, "all that an earlier version held"
    assert read(("about", "knb")).depth == 1


@pytest.mark.parametrize(
    ("pairs", "named"),
    [
        ([("asof", "2022-01-04")], "asof"),
        ([("asOf", "2022-01")], "asOf"),
        ([("asOf", "2022-02-30")], "asOf"),
        ([("knownAt", "yesterday")], "knownAt"),
        ([("asOf", "2022-01-04"), ("asOf", "2022-01-05")], "asOf"),
        ([("about", ",")], "about"),
        ([("about", ",".join(f"e{n}" for n in range(MOST_ABOUT + 1)))], "about"),
        ([("about", "knb"), ("depth", "5")], "depth"),
        ([("about", "knb"), ("depth", "-1")], "depth"),
        ([("about", "knb"), ("depth", "²")], "depth"),
        ([("depth", "2")], "depth"),
        ([("dataVersion", "x")], "dataVersion"),
        ([("dataVersion", str(2**60))], "dataVersion"),
        ([("about", "a" * LIMIT)], "query string"),
    ],
)
def test_what_cannot_be_asked_names_the_parameter(pairs: list[tuple[str, str]], named: str) -> None:
    with pytest.raises(BadInput, match=named):
        read(*pairs)


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(BadInput, match="UTF-8"):
        asked_for(b"about=%ff", LIMIT)


def test_from_a_command_line() -> None:
    assert asked(about=["a", "b"], depth="0") == Asked(about=("a", "b"), depth=0)
