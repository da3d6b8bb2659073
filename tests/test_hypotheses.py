"""The scores of competing hypotheses: what the method promises, on made-up matrices of every kind."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.hypotheses import CREDIBILITY, RELIABILITY, SILENT, Weighed, decisive, is_diagnostic, ranking, scores
from schema.vocabulary import Consistency

CC, C, N, I, II, NA = Consistency  # noqa: E741  # the method's own letters

WIDTHS = st.integers(2, 5)
GRADES = st.sampled_from([*"ABCDEF", None])


def pieces(width: int) -> st.SearchStrategy[Weighed]:
    ratings = st.tuples(*[st.sampled_from(Consistency)] * width)
    return st.builds(Weighed, ratings, GRADES, st.integers(1, 6))


@st.composite
def matrices(draw: st.DrawFn) -> tuple[int, list[Weighed]]:
    width = draw(WIDTHS)
    return width, draw(st.lists(pieces(width), max_size=8))


def piece(*ratings: Consistency, reliability: str | None = "C", credibility: int = 3) -> Weighed:
    """Medium by both grades unless said."""
    return Weighed(ratings, reliability, credibility)


def test_only_what_is_inconsistent_counts() -> None:
    found = scores(3, [piece(CC, I, N), piece(C, II, NA), piece(C, CC, I)])
    assert [(score.inconsistency, score.weighted) for score in found] == [(0, 0), (2, 3), (1, 1)]
    assert [score.rank for score in found] == [1, 3, 2]
    assert [score.leads for score in found] == [True, False, False]
    assert ranking(found) == [0, 2, 1]


def test_the_factors_are_those_of_the_published_scale() -> None:
    """High √2, medium 1, low 1/√2, as in PARC's ACH; what cannot be judged is medium."""
    assert (RELIABILITY["A"], RELIABILITY["C"], RELIABILITY["E"]) == pytest.approx((math.sqrt(2), 1, math.sqrt(1 / 2)))
    assert list(RELIABILITY.values()) == list(CREDIBILITY.values()) == sorted(RELIABILITY.values(), reverse=True)
    assert piece(I, C, reliability="A", credibility=1).weight == pytest.approx(2)
    assert piece(I, C, reliability="E", credibility=5).weight == pytest.approx(0.5)
    for reliability in ("F", None):
        assert piece(I, C, reliability=reliability, credibility=6).weight == 1


def test_each_axis_counts_by_itself() -> None:
    reliable = scores(2, [piece(I, C, reliability="A", credibility=5)])
    credible = scores(2, [piece(I, C, reliability="E", credibility=1)])
    assert reliable[0].weighted == credible[0].weighted == 1
    assert scores(2, [piece(I, C, reliability="A", credibility=4)])[0].weighted != 1


def test_without_evidence_nothing_ranks() -> None:
    for evidence in ([], [piece(N, NA, N)]):
        found = scores(3, evidence)
        assert {(score.inconsistency, score.weighted, score.rank, score.leads) for score in found} == {
            (None, None, None, False)
        }
        assert ranking(found) == [0, 1, 2]


def test_equals_share_a_rank_in_the_order_recorded_and_none_leads_where_all_are_equal() -> None:
    found = scores(3, [piece(I, C, C)])
    assert [(score.rank, score.leads) for score in found] == [(3, False), (1, True), (1, True)]
    assert ranking(found) == [1, 2, 0]
    assert [(score.rank, score.leads) for score in scores(2, [piece(I, I)])] == [(1, False), (1, False)]
    assert [(score.rank, score.leads) for score in scores(2, [piece(C, CC)])] == [(1, False), (1, False)]


def test_the_plain_score_settles_what_the_weighted_one_leaves_equal() -> None:
    found = scores(2, [piece(II, C), piece(C, I), piece(C, I)])
    assert [(score.weighted, score.inconsistency, score.rank) for score in found] == [(2, 1, 1), (2, 2, 2)]


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [((C, C, C), False), ((N, NA, N), False), ((II, II), False), ((C, N), True), ((C, CC), True), ((I, C, C), True)],
)
def test_what_bears_alike_on_all_has_no_diagnostic_value(ratings: tuple[Consistency, ...], expected: bool) -> None:
    assert is_diagnostic(ratings) is expected


def test_what_the_lead_hangs_on_is_decisive() -> None:
    assert decisive(2, [piece(I, C), piece(C, N), piece(N, N)]) == [True, False, False]
    assert decisive(2, [piece(I, C), piece(I, C)]) == [False, False]


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_the_evidence_is_of_no_account(matrix: tuple[int, list[Weighed]], random: object) -> None:
    width, evidence = matrix
    shuffled = evidence.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random that hypothesis can replay
    assert scores(width, shuffled) == scores(width, evidence)


@given(matrices(), st.data())
def test_what_bears_on_no_hypothesis_changes_nothing(matrix: tuple[int, list[Weighed]], data: st.DataObject) -> None:
    width, evidence = matrix
    silent = data.draw(st.tuples(*[st.sampled_from(sorted(SILENT))] * width))
    more = [*evidence, Weighed(silent, data.draw(GRADES), data.draw(st.integers(1, 6)))]
    assert scores(width, more) == scores(width, evidence)
    assert decisive(width, more)[:-1] == decisive(width, evidence) and not decisive(width, more)[-1]


@given(matrices(), st.data())
def test_inconsistent_evidence_never_improves_a_hypothesis(
    matrix: tuple[int, list[Weighed]], data: st.DataObject
) -> None:
    width, evidence = matrix
    hit = data.draw(st.integers(0, width - 1))
    added = data.draw(pieces(width))
    against = data.draw(st.sampled_from([I, II]))
    ratings = tuple(against if n == hit else rating for n, rating in enumerate(added.ratings))
    before, after = scores(width, evidence), scores(width, [*evidence, replace(added, ratings=ratings)])
    for n, rating in enumerate(ratings):
        plain, weighted = before[n].inconsistency or 0, before[n].weighted or 0.0
        assert (after[n].inconsistency or 0) - plain == (rating in (I, II))
        assert (after[n].weighted or 0.0) > weighted if rating in (I, II) else after[n].weighted == weighted
    # Against it alone, its place gets no better either.
    alone = tuple(against if n == hit else N for n in range(width))
    worse = scores(width, [*evidence, replace(added, ratings=alone)])
    assert (worse[hit].rank or 0) >= (before[hit].rank or 0)
    assert not worse[hit].leads or before[hit].leads


@given(matrices())
def test_what_is_decisive_turns_the_lead(matrix: tuple[int, list[Weighed]]) -> None:
    width, evidence = matrix

    def leading(some: list[Weighed]) -> list[bool]:
        return [score.leads for score in scores(width, some)]

    expected = [leading(evidence[:n] + evidence[n + 1 :]) != leading(evidence) for n in range(len(evidence))]
    assert decisive(width, evidence) == expected
