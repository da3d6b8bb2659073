"""The oracle of patronage and paths on worlds made by hand; days are numbers, 1 is the first of January 2022."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .cases import d
from .chains import EdgeTie, FoundChain, World, paths, patronage
from .graph import certain_days, on, possible_days
from .resolution import Bounds, Nature, Outcome, certainty
from .worlds import day_of, worlds

TIMINGS = ("SNAPSHOT", "CONTINUOUS", "PAIRWISE", "CONSECUTIVE", "ANY")


def tie(name: str, kind: str, src: str, dst: str, *days: int | None, **more: Any) -> EdgeTie:
    """Make a tie: two days are a precise start and end, four the four days, one an act's or an endless start."""
    four = {0: (None,) * 4, 1: (*days, *days, None, None), 2: [day for day in days for _ in "el"], 4: days}[len(days)]
    es, ls, ee, le = (None if day is None else d(day) for day in four)
    nature = {"APPOINTED": "ACT"}.get(kind, "BOND" if more.get("blood") else "STATE")
    return EdgeTie(name, kind, src, dst, nature=nature, es=es, ls=ls, ee=ee, le=le, **more)


def world(*ties: EdgeTie, **lives: dict[str, Bounds]) -> World:
    """Make a world; the first letter of an entity tells its kind."""
    kinds = {"p": "PERSON", "i": "INSTITUTION", "c": "CLAN", "s": "COUNTRY", "x": "PLACE"}
    return World({end: kinds[end[0]] for one in ties for end in (one.src, one.dst)}, ties, **lives)


def links(chains: list[FoundChain]) -> list[str]:
    """Give each chain as its links in one word."""
    return [" ".join([chain.hops[0].src, *(hop.dst for hop in chain.hops)]) for chain in chains]


def test_a_chain_around_a_person_and_what_it_leaves_out() -> None:
    w = world(tie("t1", "PATRON_OF", "p2", "p1", 1, 30), tie("t2", "REPORTS_TO", "p2", "p3", 5, 20))
    (chain,) = patronage(w, "p1")
    assert links([chain]) == ["p1 p2 p3"]
    assert [(hop.tie, hop.reversed) for hop in chain.hops] == [("t1", True), ("t2", False)]
    assert chain.certainty == "CERTAIN"
    assert chain.period == (d(5), d(5), d(20), d(20))


def test_a_less_certain_continuation_leaves_nothing_out() -> None:
    w = world(tie("t1", "PATRON_OF", "p2", "p1", 1, 30), tie("t2", "PATRON_OF", "p3", "p2", 5, 10, 10, 20))
    assert links(patronage(w, "p1")) == ["p1 p2", "p1 p2 p3"]
    assert links(patronage(w, "p1", certainty="CERTAIN")) == ["p1 p2"]


def test_allies_and_equals_do_not_swallow_the_chain_they_continue() -> None:
    ally = tie("t2", "ALLIED_WITH", "p2", "p3", 1, 30)
    cousin = tie("t3", "KIN_OF", "p4", "p2", blood=True, equals=True)
    patron = tie("t1", "PATRON_OF", "p2", "p1", 1, 30)
    assert links(patronage(world(patron, ally, cousin), "p1")) == ["p1 p2", "p1 p2 p3", "p1 p2 p4"]
    # An elder is no equal; and an ally to whom there is a second tie of patronage is more than an ally.
    elder = tie("t3", "KIN_OF", "p4", "p2", blood=True)
    assert links(patronage(world(patron, elder), "p1")) == ["p1 p2 p4"]
    more = tie("t4", "REPORTS_TO", "p2", "p3", 1, 10)
    (chain,) = patronage(world(patron, ally, more), "p1")
    assert (chain.hops[1].tie, chain.hops[1].parallel) == ("t2", ("t4",))


def test_three_ties_that_overlap_pairwise_and_have_no_common_day() -> None:
    w = world(
        tie("t1", "PATRON_OF", "p2", "p1", 1, 10),
        tie("t2", "PATRON_OF", "p3", "p2", 8, 20),
        tie("t3", "PATRON_OF", "p4", "p3", 15, 30),
    )
    assert links(patronage(w, "p1", timing="CONTINUOUS")) == ["p1 p2 p3"]
    assert links(patronage(w, "p1", timing="PAIRWISE")) == ["p1 p2 p3 p4"]
    assert links(patronage(w, "p1", timing="ANY")) == ["p1 p2 p3 p4"]
    # Influence flows from p4, whose tie began last.
    assert links(patronage(w, "p1", timing="CONSECUTIVE")) == ["p1 p2"]
    assert links(patronage(w, "p4", timing="CONSECUTIVE", direction="DOWNWARD")) == ["p4 p3"]
    assert links(paths(w, "p1", "p4", timing="CONSECUTIVE")) == ["p1 p2 p3 p4"]
    assert paths(w, "p4", "p1", timing="CONSECUTIVE") == []


def test_around_an_institution_the_post_is_not_counted_and_control_is() -> None:
    w = world(
        tie("t1", "HOLDS_POST", "p1", "i1", 1, 30),
        tie("t2", "PATRON_OF", "p2", "p1", 1, 30),
        tie("t3", "PATRON_OF", "p3", "p2", 1, 30),
        tie("t4", "CONTROLS", "p4", "i1", 1, 30),
        tie("t5", "ALLIED_WITH", "i1", "p5", 1, 30),
        tie("t6", "HOLDS_POST", "p6", "i1", 1, 30),
    )
    assert links(patronage(w, "i1", max_depth=1)) == ["i1 p1 p2", "i1 p4"]
    assert links(patronage(w, "i1", max_depth=2)) == ["i1 p4", "i1 p1 p2 p3"]
    assert links(patronage(w, "i1", through=["PATRON_OF"], max_depth=2)) == ["i1 p1 p2 p3"]
    assert patronage(w, "i1", max_depth=1)[0].hops[0].reversed


def test_downward_around_an_institution() -> None:
    w = world(
        tie("t1", "HOLDS_POST", "p1", "i1", 1, 30),
        tie("t2", "PATRON_OF", "p1", "p2", 1, 30),
        tie("t3", "CONTROLS", "i1", "i2", 1, 30),
        tie("t4", "HOLDS_POST", "p3", "i2", 1, 30),
        tie("t5", "CONTROLS", "p4", "i1", 1, 30),
    )
    assert links(patronage(w, "i1", direction="DOWNWARD")) == ["i1 p1 p2", "i1 i2 p3"]
    # Upward the holder of a post leads nowhere: p1 has no patron; p4 controls.
    assert links(patronage(w, "i1")) == ["i1 p4"]
    assert links(patronage(w, "i1", direction="BOTH")) == ["i1 p1 p2", "i1 p4", "i1 i2 p3"]


def test_an_institution_on_the_way_is_left_by_a_post_or_by_control_only() -> None:
    w = world(
        tie("t1", "APPOINTED", "i1", "p1", 1),
        tie("t2", "HOLDS_POST", "p2", "i1", 1, 30),
        tie("t3", "CONTROLS", "p3", "i1", 1, 30),
        tie("t4", "REPORTS_TO", "i1", "p4", 1, 30),
        tie("t5", "PATRON_OF", "p5", "i1", 1, 30),
    )
    assert links(patronage(w, "p1", through=["APPOINTED"])) == ["p1 i1 p2"]
    assert links(patronage(w, "p1")) == ["p1 i1 p2", "p1 i1 p3"]
    assert links(patronage(w, "p1", max_depth=1)) == ["p1 i1"]


def test_a_clan_is_a_link_of_the_chain() -> None:
    w = world(
        tie("t1", "MEMBER_OF", "p1", "c1", 1, 30),
        tie("t2", "LEADS", "p2", "c1", 1, 30),
        tie("t3", "MEMBER_OF", "p1", "i1", 1, 30),
        tie("t4", "LEADS", "p3", "i1", 1, 30),
    )
    assert links(patronage(w, "p1")) == ["p1 c1 p2"]
    assert links(patronage(w, "p2", direction="DOWNWARD")) == ["p2 c1 p1"]
    assert links(patronage(w, "c1", direction="BOTH")) == ["c1 p1", "c1 p2"]
    with pytest.raises(ValueError, match="no chain begins"):
        patronage(world(tie("t", "PATRON_OF", "x1", "p1")), "x1")


def test_cycles_and_both_directions_unmixed() -> None:
    w = world(
        tie("t1", "PATRON_OF", "p2", "p1", 1, 30),
        tie("t2", "PATRON_OF", "p3", "p2", 1, 30),
        tie("t3", "PATRON_OF", "p1", "p3", 1, 30),
    )
    assert links(patronage(w, "p1", direction="BOTH")) == ["p1 p2 p3", "p1 p3 p2"]


def test_a_step_carries_the_tie_that_puts_the_chain_first() -> None:
    w = world(
        tie("t1", "PATRON_OF", "p2", "p1", 1, 5),
        tie("t2", "REPORTS_TO", "p1", "p2", 1, 9),
        tie("t3", "APPOINTED", "p2", "p1", 20),
        tie("t4", "KIN_OF", "p2", "p1", 1, 10, 10, 99),
        tie("t5", "PATRON_OF", "p3", "p2", 1, 8),
    )
    (chain,) = patronage(w, "p1")
    # t2 overlaps for seven days and is certain; t4, as long, and t1, shorter, would do; t3 comes too late.
    assert [(hop.tie, hop.parallel) for hop in chain.hops] == [("t2", ("t1", "t4")), ("t5", ())]
    (chain,) = patronage(w, "p1", certainty="CERTAIN")
    assert chain.hops[0].parallel == ("t1",)


def test_lifetimes() -> None:
    ties = [tie("t1", "PATRON_OF", "p2", "p1", 1, 30)]
    dead = world(*ties, died={"p2": Bounds(d(10), d(12))})
    found = [patronage(dead, "p1", timing="SNAPSHOT", as_of=d(day)) for day in (9, 10, 11, 12)]
    assert [[chain.certainty for chain in chains] for chains in found] == [["CERTAIN"], ["POSSIBLE"], ["POSSIBLE"], []]
    never_met = world(*ties, died={"p2": Bounds(d(10), d(10))}, born={"p1": Bounds(d(10), d(10))})
    assert patronage(never_met, "p1") == []
    assert links(patronage(never_met, "p1", timing="PAIRWISE")) == ["p1 p2"]
    with pytest.raises(ValueError, match="as_of"):
        patronage(dead, "p1", timing="SNAPSHOT")


def test_as_of_binds_only_the_first_step_of_looser_timings() -> None:
    w = world(tie("t1", "PATRON_OF", "p2", "p1", 1, 10), tie("t2", "PATRON_OF", "p3", "p2", 5, 20))
    assert links(patronage(w, "p1", timing="PAIRWISE", as_of=d(2))) == ["p1 p2 p3"]
    assert links(patronage(w, "p1", timing="CONTINUOUS", as_of=d(2))) == ["p1 p2"]
    assert patronage(w, "p1", timing="ANY", as_of=d(12)) == []


def test_certain_needs_every_tie_certain_on_some_day() -> None:
    for timing in ("CONTINUOUS", "PAIRWISE", "CONSECUTIVE", "ANY"):
        alleged = tie("t1", "KIN_OF", "p2", "p1", blood=True, standing="ALLEGED", at_most_possible=True)
        assert [chain.certainty for chain in patronage(world(alleged), "p1", timing=timing)] == ["POSSIBLE"]
        vague = tie("t1", "PATRON_OF", "p2", "p1", 1, 20, 10, 30)
        assert [chain.certainty for chain in patronage(world(vague), "p1", timing=timing)] == ["POSSIBLE"]
        bond = tie("t1", "KIN_OF", "p2", "p1", blood=True)
        assert [chain.certainty for chain in patronage(world(bond), "p1", timing=timing)] == ["CERTAIN"]


def test_consecutive_compares_imprecise_starts_and_leaves_bonds_out() -> None:
    first = tie("t3", "PATRON_OF", "p4", "p3", 1, 5, 20, 20)
    bond = tie("t2", "KIN_OF", "p3", "p2", blood=True)
    for later, how in [((5, 9, 20, 20), "CERTAIN"), ((4, 9, 20, 20), "POSSIBLE"), ((None, 1, 20, 20), "POSSIBLE")]:
        w = world(first, bond, tie("t1", "PATRON_OF", "p2", "p1", *later))
        chains = {" ".join(links([chain])): chain.certainty for chain in patronage(w, "p1", timing="CONSECUTIVE")}
        assert chains["p1 p2 p3 p4"] == how
    w = world(first, bond, tie("t1", "PATRON_OF", "p2", "p1", 0, 0, 20, 20))
    assert links(patronage(w, "p1", timing="CONSECUTIVE")) == ["p1 p2 p3"]


def test_order_and_weakest() -> None:
    w = world(
        tie("t1", "PATRON_OF", "p2", "p1", 1, 30),
        tie("t2", "PATRON_OF", "p3", "p1", 1, 40, standing="DISPUTED"),
        tie("t3", "PATRON_OF", "p4", "p1", 1, 5, 50, 90, sources=2),
        tie("t4", "PATRON_OF", "p5", "p1", 1, 1, 2, None, standing="ALLEGED", at_most_possible=True),
        tie("t5", "PATRON_OF", "p6", "p4", 1, 90, sources=1),
    )
    chains = patronage(w, "p1")
    assert links(chains) == ["p1 p4 p6", "p1 p3", "p1 p2", "p1 p5"]
    assert chains[0].weakest == "t5"  # t3 has more sources
    assert links(patronage(w, "p1", standing=["ALLEGED", "REFUTED"])) == ["p1 p5"]


def test_paths_go_over_every_kind_but_same_as_the_longer_after_the_shorter() -> None:
    w = world(
        tie("t1", "RIVAL_OF", "p1", "p2", 1, 5),
        tie("t2", "SAME_AS", "p1", "p3", blood=True),
        tie("t3", "PART_OF", "i1", "s1", 1),
        tie("t4", "HOLDS_POST", "p1", "i1", 1, 30),
        tie("t5", "MEMBER_OF", "p2", "s1", 2, 6),
        tie("t6", "MEMBER_OF", "p3", "s1", 1, 30),
        tie("t7", "CONTROLS", "p2", "i1", 8, 9),
    )
    # Nobody says how long t3 went on, so the second is only possible; longer ways have no common day.
    assert links(paths(w, "p1", "s1")) == ["p1 p2 s1", "p1 i1 s1"]
    ways = ["p1 p2 s1", "p1 i1 s1", "p1 p2 i1 s1", "p1 i1 p2 s1"]
    assert sorted(links(paths(w, "p1", "s1", timing="ANY"))) == sorted(ways)
    assert links(paths(w, "p1", "s1", timing="ANY", max_depth=2)) == ways[:2]
    assert links(paths(w, "p1", "s1", through=["SAME_AS", "MEMBER_OF"])) == ["p1 p3 s1"]


@given(worlds(), st.integers(-5, 40).map(day_of))
def test_a_tie_holds_on_the_days_on_which_resolution_says_so(w: World, day: date) -> None:
    for one in w.ties:
        natures: dict[str, Nature] = {"STATE": "STATE", "ACT": "ACT", "BOND": "BOND"}
        outcome = Outcome(one.es, one.ls, one.ee, one.le, one.standing, one.at_most_possible, None)
        holds = certainty(natures[one.nature], outcome, day)
        if one.standing != "REFUTED":
            assert (on(possible_days(one), day), on(certain_days(one), day)) == (holds is not None, holds == "CERTAIN")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), st.sampled_from(TIMINGS), st.none() | st.integers(0, 29).map(day_of), st.data())
def test_what_holds_of_every_answer(w: World, timing: str, as_of: date | None, data: st.DataObject) -> None:
    """CONTINUOUS implies PAIRWISE implies ANY; the ties in other order give the same; no entity twice."""
    around = data.draw(st.sampled_from([e for e, kind in w.kinds.items() if kind in ("PERSON", "CLAN", "INSTITUTION")]))
    direction = data.draw(st.sampled_from(["UPWARD", "DOWNWARD", "BOTH"]))
    if timing == "SNAPSHOT" and as_of is None:
        return
    chains = patronage(w, around, direction=direction, timing=timing, as_of=as_of)
    shuffled = World(w.kinds, tuple(data.draw(st.permutations(w.ties))), w.born, w.died)
    assert patronage(shuffled, around, direction=direction, timing=timing, as_of=as_of) == chains
    refuted = {tie.id for tie in w.ties if tie.standing == "REFUTED"}
    for chain in chains:
        seen = [around, *(hop.dst for hop in chain.hops)]
        assert len(seen) == len(set(seen))
        assert not refuted & {name for hop in chain.hops for name in (hop.tie, *hop.parallel)}
    ways = [set(links(paths(w, *list(w.kinds)[:2], timing=each))) for each in ("CONTINUOUS", "PAIRWISE", "ANY")]
    assert ways[0] <= ways[1] <= ways[2]
