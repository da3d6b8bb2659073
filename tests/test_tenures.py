"""Which tie a row of a register is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sync.tenures import Span, Tenure, assigned


def new(start: str | None) -> str:
    return f"new-{start}"


def known(tie: str, *standing: Span, retracted: tuple[Span, ...] = ()) -> Tenure:
    return Tenure(tie, frozenset(standing), frozenset(retracted))


FIRST, SECOND = ("2012-01-01", "2014-01-01"), ("2019-03-20", "..")


def test_two_tenures_of_one_post_are_two_ties() -> None:
    assert assigned([FIRST, SECOND], [], new) == {FIRST: "new-2012-01-01", SECOND: "new-2019-03-20"}


def test_a_row_that_is_still_there_keeps_its_tie() -> None:
    assert assigned([SECOND], [known("old", SECOND)], new) == {SECOND: "old"}


@pytest.mark.parametrize("row", [("2019-03-20", "2022-01-05"), ("2019-06-12", "..")])
def test_a_corrected_start_with_the_same_end_or_end_with_the_same_start_is_the_same_tie(row: Span) -> None:
    assert assigned([row], [known("old", SECOND)], new) == {row: "old"}


def test_another_start_and_another_end_are_another_tie() -> None:
    row = ("2020-01-01", "2021-01-01")
    assert assigned([row], [known("old", SECOND)], new) == {row: "new-2020-01-01"}


def test_a_tie_that_is_still_said_is_not_taken_by_a_row_that_shares_its_start() -> None:
    other = ("2019-03-20", "2022-01-05")
    found = assigned([SECOND, other], [known("old", SECOND)], new)
    assert found[SECOND] == "old"
    assert found[other] != "old"


def test_a_row_that_comes_back_goes_on_with_the_tie_that_it_had() -> None:
    assert assigned([FIRST], [known("old", retracted=(FIRST,))], new) == {FIRST: "old"}


def test_a_row_that_comes_back_corrected_goes_on_with_the_tie_of_its_start() -> None:
    row = ("2012-01-01", "2015-01-01")
    assert assigned([row], [known("old", retracted=(FIRST,))], new) == {row: "old"}


def test_an_id_that_is_taken_gets_a_number() -> None:
    open_end, ended = ("2012-01-01", ".."), FIRST
    found = assigned([open_end, ended], [known("new-2012-01-01", ("2011-01-01", "2011-02-01"))], new)
    assert sorted(found.values()) == ["new-2012-01-01-2", "new-2012-01-01-3"]


def test_rows_without_a_start_say_nothing_of_each_other() -> None:
    assert assigned([(None, "2014")], [known("old", (None, "2012"))], new) == {(None, "2014"): "new-None"}


DAYS = st.sampled_from([None, "2010-01-01", "2011-01-01", "2012-01-01"])
SPANS = st.tuples(DAYS, DAYS)
TENURES = st.lists(
    st.tuples(st.frozensets(SPANS, max_size=2), st.frozensets(SPANS, max_size=2)), max_size=4
).map(lambda all_of: [Tenure(f"t{number}", *spans) for number, spans in enumerate(all_of)])  # fmt: skip


@given(st.lists(SPANS, max_size=6), TENURES, st.randoms())
def test_whatever_the_order_each_row_has_a_tie_of_its_own(rows: list[Span], ties: list[Tenure], chance: object) -> None:
    found = assigned(rows, ties, new)
    assert set(found) == set(rows)
    assert len(set(found.values())) == len(found)
    chance.shuffle(rows)  # type: ignore[attr-defined]  # a random.Random
    chance.shuffle(ties)  # type: ignore[attr-defined]
    assert assigned(rows, ties, new) == found
