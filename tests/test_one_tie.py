"""Which ties of different data sets are one: the rule by itself, whatever the order of anything."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.edtf import FUTURE, PAST
from schema.errors import BadInput
from schema.kinds import TieKind
from schema.records import MatchRecord, TieRecord
from service.sync.one_tie import OneTie, Told, joined_ties, slot


def told(
    identity: str, dataset: str, start: str | None = None, end: str | None = None, *, role: str | None = None,
    head: bool = False, kind: str = "HOLDS_POST",
) -> Told:  # fmt: skip
    """A tie of which a data set makes one claim."""
    record = TieRecord(identity, TieKind(kind), "ann", "mill", role=role, head=head)
    row = {
        "id": f"{identity}-claim", "tie": identity, "source": "paper", "stance": "ASSERTS", "aspect": "TIE",
        "modality": "STATED", "reported_on": "2020-01-01", "datasets": [dataset], "start_date": start, "end_date": end,
    }  # fmt: skip
    return Told.of(record, [row])


def match(a: str, b: str, *, same: bool) -> MatchRecord:
    return MatchRecord(min(a, b), max(a, b), same, "a reader", "2021-01-01", "so")


def joined(*ties: Told, decisions: tuple[MatchRecord, ...] = ()) -> OneTie:
    return joined_ties({each.tie.id: each for each in ties}, decisions)


def groups(*ties: Told, decisions: tuple[MatchRecord, ...] = ()) -> set[tuple[str, ...]]:
    return set(joined(*ties, decisions=decisions).groups.values())


def undecided(found: OneTie) -> list[tuple[str, str]]:
    return [(one.id, other.id) for one, other in found.undecided]


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        (told("a", "x", "2010", "2012"), told("b", "y", "2011", "2014"), True),
        (told("a", "x", "2010", "2012"), told("b", "y", "2013", "2014"), False),
        # A year can be any of its days: they can meet, be it on one.
        (told("a", "x", "2010", "2012"), told("b", "y", "2012", "2014"), True),
        (told("a", "x"), told("b", "y", "1900", "1901"), True),
        (told("a", "x", "2010"), told("b", "x", "2010"), False),
        (told("a", "x", role="Chairman"), told("b", "y", role="chairman"), True),
        (told("a", "x", role="Chairman"), told("b", "y", role="Clerk"), False),
        (told("a", "x", role="Chairman", head=True), told("b", "y", role="Chairwoman", head=True), True),
        (told("a", "x", role="Chairman", head=True), told("b", "y", role="Chairman"), True),
        (told("a", "x", role="Chairman"), told("b", "y"), False),
        (told("a", "x", head=True), told("b", "y"), False),
        (told("a", "x", "2010-05-01", kind="APPOINTED"), told("b", "y", "2010-05", kind="APPOINTED"), True),
        # An act has no end, but it takes place on one day.
        (told("a", "x", "2010-05-01", kind="APPOINTED"), told("b", "y", "2010-05-02", kind="APPOINTED"), False),
        (told("a", "x", role="uncle", kind="KIN_OF"), told("b", "y", role="uncle", kind="KIN_OF"), True),
        (told("a", "x", role="uncle", kind="KIN_OF"), told("b", "y", role="nephew", kind="KIN_OF"), False),
    ],
)
def test_two(one: Told, other: Told, are_one: bool) -> None:
    assert one.fits(other) == other.fits(one) == are_one
    assert groups(one, other) == ({("a", "b")} if are_one else set())


def test_what_held_on_no_day_fits_nothing() -> None:
    record = TieRecord("a", TieKind.HOLDS_POST, "ann", "mill")
    row = {
        "id": "c", "tie": "a", "source": "paper", "aspect": "TIE", "modality": "STATED", "reported_on": "2020-01-01",
        "datasets": ["x"],
    }  # fmt: skip
    denied = Told.of(record, [{**row, "stance": "DENIES"}])
    retracted = Told.of(record, [{**row, "stance": "ASSERTS", "retracted_on": "2021-01-01"}])
    assert (denied.days, retracted.days, retracted.datasets) == (None, None, frozenset())
    for each in (denied, retracted):
        assert groups(each, told("b", "y")) == set()


def test_where_several_fit_none_is_joined_and_a_person_decides() -> None:
    long, early, late = told("a", "x", "2010", "2020"), told("b", "y", "2010", "2012"), told("c", "y", "2015", "2018")
    found = joined(long, early, late)
    assert found.groups == {}
    assert undecided(found) == [("a", "b"), ("a", "c")]
    assert groups(long, early, late, decisions=(match("a", "c", same=True),)) == {("a", "c")}
    assert groups(long, early, late, decisions=(match("a", "c", same=False),)) == {("a", "b")}
    # In one data set, too, where a person says so.
    both = (match("b", "c", same=True), match("a", "c", same=True))
    assert groups(long, early, late, decisions=both) == {("a", "b", "c")}
    with pytest.raises(BadInput, match="“a” and “b” are not the same; other decisions make them one"):
        joined(long, early, late, decisions=(*both, match("a", "b", same=False)))


def test_of_three_data_sets_all_must_fit_each_other() -> None:
    long, early, late = told("a", "x", "2010", "2020"), told("b", "y", "2010", "2012"), told("c", "z", "2015", "2018")
    assert groups(long, early, late) == set()
    assert groups(long, early, told("c", "z", "2011", "2018")) == {("a", "b", "c")}


def test_a_slot_is_all_but_head_and_role() -> None:
    post = TieRecord("a", TieKind.HOLDS_POST, "ann", "mill", role="Clerk", head=True, institution="guild")
    assert slot(post) == slot(TieRecord("b", TieKind.HOLDS_POST, "ann", "mill", institution="guild"))
    assert slot(post) != slot(TieRecord("b", TieKind.HOLDS_POST, "ann", "mill"))
    allies = [TieRecord("a", TieKind.ALLIED_WITH, *ends) for ends in (("ann", "bea"), ("bea", "ann"))]
    assert slot(allies[0]) == slot(allies[1])
    ways = [TieRecord("a", TieKind.PATRON_OF, *ends) for ends in (("ann", "bea"), ("bea", "ann"))]
    assert slot(ways[0]) != slot(ways[1])


YEARS = st.sampled_from([None, "2010", "2011", "2012"])
TOLD = st.lists(
    st.builds(
        lambda dataset, start, end, role, head: (dataset, start, end, role, head),
        st.sampled_from("xyz"), YEARS, YEARS, st.sampled_from([None, "Clerk", "Chair"]), st.booleans(),
    ),
    max_size=6,
)  # fmt: skip
DECIDED = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()), max_size=3)


@given(TOLD, DECIDED, st.randoms())
def test_any_order_gives_the_same_and_nothing_is_joined_without_reason(
    given_ties: list[tuple[str, str | None, str | None, str | None, bool]],
    decided: list[tuple[int, int, bool]],
    random: Random,
) -> None:
    ties = [
        told(f"t{number}", dataset, start, end, role=role, head=head)
        for number, (dataset, start, end, role, head) in enumerate(given_ties)
    ]
    decisions = [match(f"t{a}", f"t{b}", same=same) for a, b, same in decided if a != b]
    try:
        found = joined(*ties, decisions=tuple(decisions))
    except BadInput:
        return
    shuffled, reordered = list(ties), list(decisions)
    random.shuffle(shuffled)
    random.shuffle(reordered)
    assert joined(*shuffled, decisions=tuple(reordered)) == found
    by_id = {each.tie.id: each for each in ties}
    if not decisions:
        for members in found.groups.values():
            assert all(by_id[a].fits(by_id[b]) for a, b in combinations(members, 2))
            # Whoever fits one of them is among them.
            assert {b for a in members for b in by_id if by_id[a].fits(by_id[b])} == set(members)
        fitting = [(a, b) for a, b in combinations(sorted(by_id), 2) if by_id[a].fits(by_id[b])]
        one = {pair for members in found.groups.values() for pair in combinations(sorted(members), 2)}
        assert one | set(undecided(found)) == set(fitting)
    for decision in decisions:
        if {decision.a, decision.b} <= by_id.keys():
            together = any({decision.a, decision.b} <= set(members) for members in found.groups.values())
            assert together == decision.same


def test_days() -> None:
    assert told("a", "x").days == (PAST, FUTURE)
    assert told("a", "x", "2010-05", kind="APPOINTED").days == ("2010-05-01", "2010-06-01")
