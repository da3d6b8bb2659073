"""What stands on a timeline, where, and in which order: without a database."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.edtf import FUTURE, PAST, Bounds
from schema.kinds import RULES, TieKind
from schema.moment_sentences import TURNS, tie_sentence
from schema.moments import (
    NO_DAY,
    Moment,
    TimelineKind,
    event_days,
    in_order,
    moment_of_event,
    moment_of_remark,
    moments_of_ties,
    placed,
    within,
)
from schema.resolution import FourDays
from schema.vocabulary import Certainty, Modality, Standing, TieNature
from tests.made_ties import dated, day, tie


def moment(identity: str, lo: str, hi: str, kind: TimelineKind = TimelineKind.HAPPENED, **fields: Any) -> Moment:
    made: dict[str, Any] = {"about": (), "written": None, "when": "", "standing": None, "only_possible": False}
    return Moment(kind, identity, bounds=Bounds(lo, hi), **(made | fields))


def bounds() -> st.SearchStrategy[Bounds]:
    lows = st.one_of(st.just(PAST), st.integers(0, 9).map(day))
    highs = st.one_of(st.just(FUTURE), st.integers(0, 9).map(day))
    return st.tuples(lows, highs).filter(lambda pair: pair[0] <= pair[1]).map(lambda pair: Bounds(*pair))


@given(bounds(), st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))
def test_a_window_holds_what_has_a_possible_day_in_it(asked: Bounds, start: int | None, end: int | None) -> None:
    """By its every day, from the first to the last of the calendar; where only the latest is known, by that one."""
    if asked.lo == PAST:
        possible = [n for n in range(10) if day(n) == asked.hi]
    else:
        possible = [n for n in range(10) if asked.lo <= day(n) <= asked.hi]
    expected = any((start is None or n >= start) and (end is None or n <= end) for n in possible)
    if asked == NO_DAY:
        expected = start is None and end is None
    elif start is not None and end is not None and start > end:
        return  # refused before
    assert within(asked, None if start is None else day(start), None if end is None else day(end)) is expected


@given(st.lists(bounds(), max_size=8), st.sampled_from([None, 3]))
@settings(deadline=None)
def test_the_order(every: list[Bounds], number: int | None) -> None:
    as_of = None if number is None else day(number)
    moments = [moment(f"m{n}", each.lo, each.hi) for n, each in enumerate(every)]
    found = in_order(moments, None, None, as_of)
    assert in_order(reversed(moments), None, None, as_of) == found, "in whatever order they came"
    assert {each.id for each in found} == {m.id for m in moments if as_of is None or m.bounds.lo <= as_of}
    for one, other in pairwise(found):
        first, second = placed(one.bounds), placed(other.bounds)
        assert second is None or (first is not None and (first.lo, first.hi) <= (second.lo, second.hi))


@given(st.lists(bounds(), min_size=2, max_size=8))
@settings(deadline=None)
def test_what_is_added_moves_nothing_that_was_there(every: list[Bounds]) -> None:
    moments = [moment(f"m{n}", each.lo, each.hi) for n, each in enumerate(every)]
    before = in_order(moments[:-1], None, None, None)
    after = in_order(moments, None, None, None)
    assert [each for each in after if each != moments[-1]] == before
    assert [each.key for each in after] == sorted(each.key for each in after)


def test_on_one_day_what_happened_stands_before_what_it_brought_about() -> None:
    kinds = [TimelineKind.REMARK, TimelineKind.BEGAN, TimelineKind.ENDED, TimelineKind.HAPPENED, TimelineKind.EVENT]
    moments = [moment("it", day(1), day(1), kind) for kind in kinds] + [moment("vague", day(1), day(4))]
    assert [each.kind for each in in_order(moments, None, None, None)] == [*reversed(kinds), TimelineKind.HAPPENED]


def test_a_state_has_a_begin_and_an_end_where_a_source_tells_them() -> None:
    state = dated("s", "a", "b", day(1), day(5))
    assert [(m.id, m.bounds) for m in moments_of_ties([state], ["b", "x"])] == [
        ("s:began", Bounds(day(1), day(1))),
        ("s:ended", Bounds(day(5), day(5))),
    ]
    assert {m.about for m in moments_of_ties([state], ["b", "x"])} == {("b",)}
    assert [m.id for m in moments_of_ties([state._replace(end=None)], ["a"])] == ["s:began"]
    assert moments_of_ties([tie("s", "a", "b", latest_start=day(3))], ["a"]) == []
    assert moments_of_ties([tie("s", "a", "b", nature="BOND")], ["a"]) == []


def test_an_act_stands_by_its_first_report_where_nothing_dates_it() -> None:
    act = tie(
        "act", "a", "b", "APPOINTED", nature="ACT", latest_start="2022-01-08", earliest_end=FUTURE, institution="c"
    )
    (found,) = moments_of_ties([act], ["c", "a"])
    assert (found.id, found.about, found.when) == ("act:happened", ("c", "a"), "by 8 January 2022")
    assert within(found.bounds, "2022-01-08", "2022-01-08")
    assert not within(found.bounds, None, "2022-01-07")


def test_certainty() -> None:
    sure = moment("m", day(2), day(4))
    assert sure.certainty(None) is Certainty.CERTAIN
    assert [sure.certainty(day(n)) for n in (3, 4)] == [Certainty.POSSIBLE, Certainty.CERTAIN]
    assert moment("m", day(2), day(4), only_possible=True).certainty(day(9)) is Certainty.POSSIBLE
    assert moment("m", day(2), FUTURE).certainty(None) is Certainty.CERTAIN
    contested = moment("m", day(2), FUTURE, TimelineKind.ENDED)
    assert contested.certainty(None) is Certainty.POSSIBLE, "it may never have ended"


def test_an_end_that_may_not_have_come_says_so() -> None:
    told = {"end": "2022-01-05", "end_phrase": "5 January 2022", "earliest_end": "2022-01-05"}
    row = dated("s", "a", "b", day(1), standing="DISPUTED", **told)
    assert [m.when for m in moments_of_ties([row], ["a"])] == ["2 January 2020", "5 January 2022 or later"]


def test_an_event_lasts_from_its_first_to_its_last_day() -> None:
    rows = [
        dated("one", "a", "event", day(2), kind="TOOK_PART_IN", nature="ACT", standing="ALLEGED", only_possible=True),
        dated("other", "b", "event", day(4), kind="TOOK_PART_IN", nature="ACT", standing="DISPUTED"),
        tie("place", "event", "c", "LOCATED_IN", latest_start=day(9)),
    ]
    found = moment_of_event("event", rows, ("a",))
    assert (found.bounds, found.written) == (Bounds(day(2), day(4)), f"[{day(2)}..{day(4)}]")
    assert (found.standing, found.only_possible, found.ties) == (Standing.ESTABLISHED, False, ("one", "other", "place"))
    assert moment_of_event("event", rows[:2], ()).standing is Standing.DISPUTED
    undated = moment_of_event("event", [], ())
    assert (undated.bounds, undated.when, undated.standing) == (NO_DAY, "at an unknown time", None)
    assert event_days([FourDays(PAST, day(3), day(5), day(6)), FourDays(PAST, PAST, FUTURE, FUTURE)]) == Bounds(
        day(5), day(6)
    )


@pytest.mark.parametrize(
    ("date", "bounds", "when"),
    [
        ("2019", Bounds("2019-01-01", "2019-12-31"), "2019"),
        ("2019/2021-03", Bounds("2019-01-01", "2021-03-31"), "2019 – March 2021"),
        ("2019/..", Bounds("2019-01-01", FUTURE), "2019 – ?"),
        (None, Bounds(PAST, "2022-01-31"), "by 31 January 2022"),
    ],
)
def test_a_remark_has_its_own_date_or_that_of_its_report(date: str | None, bounds: Bounds, when: str) -> None:
    found = moment_of_remark("r", "a", date, "2022-01", Modality.ALLEGED)
    assert (found.id, found.about, found.bounds, found.when, found.written) == ("r:remark", ("a",), bounds, when, date)


NAMES = {"a": "Anna", "b": "Court", "c": "Bureau"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"role": "Judge"}, ["Anna became judge of Court.", "Anna was no longer judge of Court."]),
        ({"head": True}, ["Anna became head of Court.", "Anna was no longer head of Court."]),
        ({"role": "CEO", "standing": "ALLEGED"}, ["Anna became CEO of Court (alleged).",
                                                  "Anna was no longer CEO of Court (alleged)."]),
        ({}, ["Anna took up a post at Court.", "Anna left a post at Court."]),
        ({"kind": "MEMBER_OF", "role": "Deputy"}, ["Anna became a member of Court (deputy).",
                                                   "Anna was no longer a member of Court (deputy)."]),
        ({"kind": "KIN_OF", "role": "Wife"}, ["Anna became wife of Court.", "Anna was no longer wife of Court."]),
        ({"kind": "APPOINTED", "nature": "ACT", "role": "Judge", "institution": "c"},
         ["Anna appointed Court as judge of Bureau."]),
        ({"kind": "APPOINTED", "nature": "ACT", "role": "Judge"}, ["Anna appointed Court as judge."]),
        ({"kind": "APPOINTED", "nature": "ACT", "institution": "c"}, ["Anna appointed Court to an office at Bureau."]),
        ({"kind": "DISMISSED", "nature": "ACT", "institution": "c"}, ["Anna dismissed Court from Bureau."]),
        ({"kind": "SUCCEEDED", "nature": "ACT"}, ["Anna succeeded Court."]),
        ({"kind": "RESIGNED", "nature": "ACT", "role": "Judge"}, ["Anna resigned as judge of Court."]),
        ({"kind": "RESIGNED", "nature": "ACT"}, ["Anna resigned from Court."]),
        ({"kind": "ACCUSED", "nature": "ACT", "role": "Treason", "institution": "c"},
         ["Anna accused Court (treason, Bureau)."]),
        ({"kind": "KILLED", "nature": "ACT", "standing": "DISPUTED"}, ["Anna killed Court (disputed)."]),
    ],
)  # fmt: skip
def test_sentences(fields: dict[str, Any], expected: list[str]) -> None:
    row = dated("it", "a", "b", day(1), day(5), **fields)
    assert [tie_sentence(found, NAMES) for found in moments_of_ties([row], ["a"])] == expected


def test_every_kind_of_state_has_its_words() -> None:
    states = {kind for kind, rule in RULES.items() if rule.nature is TieNature.STATE} | {TieKind.KIN_OF}
    assert TURNS.keys() == states
