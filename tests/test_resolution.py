"""The resolution of claims into ties, against an independent reading of the rule and by its laws."""

import dataclasses
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from schema.edtf import ALL_KNOWN, FUTURE, PAST, Bounds, Day, Edtf, Form, day_after, day_before
from schema.history import states
from schema.records import ClaimRecord
from schema.resolution import FourDays, certainty, resolve
from schema.vocabulary import Aspect, Certainty, Modality, Stance, TieNature
from tests.oracles import resolution as oracle
from tests.oracles.worlds import claims_strategy, histories

DAYS = [f"2022-01-{day:02}" for day in range(1, 29)]


def edtf(bounds: oracle.Bounds, form: Form = Form.SET) -> Edtf:
    lo = bounds.lo.isoformat() if bounds.lo else PAST
    hi = bounds.hi.isoformat() if bounds.hi else FUTURE
    return Edtf(f"[{lo}..{hi}]", form, Bounds(lo, hi))


def record(said: oracle.Said) -> ClaimRecord:
    """The oracle's claim as one of ours."""
    end = edtf(said.end) if said.end else Edtf("..", Form.OPEN, Bounds(PAST, FUTURE)) if said.open_end else None
    return ClaimRecord(
        id=said.id,
        tie="tie",
        source="source",
        reported_on=edtf(said.reported),
        stance=Stance(said.stance),
        aspect=Aspect(said.aspect),
        modality=Modality(said.modality),
        start=edtf(said.start) if said.start else None,
        end=end,
        held_on=edtf(said.held_on, Form.INTERVAL if said.held_interval else Form.SET) if said.held_on else None,
        role=said.role,
        last_seen_on=said.last_seen.isoformat() if said.last_seen else None,
        retracted_on=said.retracted.isoformat() if said.retracted else None,
    )


def shown(nature: TieNature, days: FourDays, refuted: bool) -> tuple[str | None, ...]:
    """The four days as a client sees them: null where unbounded."""
    return tuple(None if day in (PAST, FUTURE) else day for day in dataclasses.astuple(days))


@given(histories())
@settings(max_examples=400, deadline=None)
def test_agrees_with_an_independent_reading(history: tuple[str, list[oracle.Said], object]) -> None:
    nature, saids, known_at = history
    expected = oracle.resolve(nature, saids, known_at)  # type: ignore[arg-type]  # the strategy's own types
    known = known_at.isoformat() if known_at else ALL_KNOWN  # type: ignore[attr-defined]
    found = resolve(TieNature(nature), [record(said) for said in saids], known)
    if expected.standing is None:
        assert found is None
        return
    assert found is not None
    days = (expected.earliest_start, expected.latest_start, expected.earliest_end, expected.latest_end)
    assert shown(TieNature(nature), found.days, False) == tuple(d.isoformat() if d else None for d in days)
    assert found.standing.value == expected.standing
    assert found.only_possible == expected.at_most_possible
    assert found.role == expected.role
    for day in DAYS:
        sure = certainty(found.days, found.only_possible, day)
        theirs = oracle.certainty(nature, expected, oracle.date.fromisoformat(day))  # type: ignore[arg-type,attr-defined]
        assert (sure.value if sure else None) == theirs, day


@given(histories())
@settings(max_examples=200, deadline=None)
def test_states_say_on_every_day_what_resolving_on_that_day_says(
    history: tuple[str, list[oracle.Said], object],
) -> None:
    nature, saids, _ = history
    claims = [record(said) for said in saids]
    found = states(TieNature(nature), claims)
    for before, after in pairwise(found):
        assert before.known_to <= after.known_from
    for day in [*DAYS, "2021-12-31", "2022-06-01", ALL_KNOWN]:
        resolution = resolve(TieNature(nature), claims, day)
        there = [state for state in found if state.known_from <= day < state.known_to]
        if resolution is None:
            assert not there
        else:
            (state,) = there
            assert state.days(day) == resolution.days
            seen, then = state.resolution, resolution
            assert (seen.standing, seen.only_possible, seen.role) == (then.standing, then.only_possible, then.role)
            assert (seen.start.edtf, seen.end.edtf) == (then.start.edtf, then.end.edtf)
            assert {c.source for c in seen.claims} == {c.source for c in then.claims}


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[TieNature, list[ClaimRecord], list[ClaimRecord]]:
    nature = draw(st.sampled_from([n.value for n in TieNature]))
    claims = [record(said) for said in draw(claims_strategy(nature))]  # type: ignore[arg-type]
    return TieNature(nature), claims, draw(st.permutations(claims))


@given(shuffled(), st.sampled_from(DAYS))
def test_any_order_gives_the_same_tie(drawn: tuple[TieNature, list[ClaimRecord], list[ClaimRecord]], day: Day) -> None:
    nature, claims, other = drawn
    one, two = resolve(nature, claims, day), resolve(nature, other, day)
    assert (one is None) == (two is None)
    if one and two:
        assert (one.days, one.standing, one.only_possible, one.role) == (
            two.days,
            two.standing,
            two.only_possible,
            two.role,
        )
        assert (one.start.edtf, one.end.edtf) == (two.start.edtf, two.end.edtf)


@given(shuffled(), st.sampled_from(DAYS))
def test_what_is_reported_later_never_changes_what_was_known(
    drawn: tuple[TieNature, list[ClaimRecord], list[ClaimRecord]], day: Day
) -> None:
    nature, claims, _ = drawn
    early = [claim for claim in claims if claim.reported_on.hi <= day]
    assert resolve(nature, claims, day) == resolve(nature, early, day)


@given(shuffled())
def test_a_repeated_claim_changes_nothing(drawn: tuple[TieNature, list[ClaimRecord], list[ClaimRecord]]) -> None:
    nature, claims, _ = drawn
    again = [dataclasses.replace(claim, id=f"{claim.id}-again") for claim in claims]
    one, two = resolve(nature, claims), resolve(nature, claims + again)
    if one and two:
        assert (one.days, one.standing, one.only_possible, one.role) == (
            two.days,
            two.standing,
            two.only_possible,
            two.role,
        )


@given(shuffled())
def test_certain_days_are_among_the_possible_ones(
    drawn: tuple[TieNature, list[ClaimRecord], list[ClaimRecord]],
) -> None:
    nature, claims, _ = drawn
    found = resolve(nature, claims)
    if found:
        assert found.days.earliest_start <= found.days.latest_start or found.only_possible
        for day in DAYS:
            if certainty(found.days, found.only_possible, day) is Certainty.CERTAIN:
                assert found.days.earliest_start <= day < found.days.latest_end


@given(shuffled())
def test_every_bound_follows_from_a_claim(drawn: tuple[TieNature, list[ClaimRecord], list[ClaimRecord]]) -> None:
    nature, claims, _ = drawn
    found = resolve(nature, claims)
    if found is None:
        return
    told = {PAST, FUTURE}
    for claim in claims:
        for dated in (claim.start, claim.end, claim.held_on, claim.reported_on):
            if dated:
                told.update((dated.lo, dated.hi, day_before(dated.lo), day_before(dated.hi)))
                told.update((day_after(dated.lo), day_after(dated.hi)))
        if claim.last_seen_on:
            told.add(day_after(claim.last_seen_on))
    assert set(dataclasses.astuple(found.days)) <= told
