"""Chains of patronage against a brute-force reference on random graphs of contested, imprecise ties."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.chains import Demands, Life, Link
from schema.edtf import FUTURE, PAST
from schema.errors import TooBroad
from schema.patronage import Found, Neighbours, find, merged
from schema.rows import TieRow
from schema.vocabulary import Direction, Timing
from tests.oracles import chains as oracle
from tests.oracles.worlds import day_of, worlds

BEARING = {"PATRON_OF", "APPOINTED", "REPORTS_TO", "KIN_OF", "ALLIED_WITH", "MEMBER_OF", "LEADS", "CONTROLS"}


def row(tie: oracle.EdgeTie) -> TieRow:
    act = tie.nature == "ACT"
    bond = tie.nature == "BOND"

    def day(value: date | None, null: str) -> str:
        return value.isoformat() if value else null

    return TieRow(
        id=tie.id, kind=tie.kind, from_id=tie.src, to_id=tie.dst, nature=tie.nature, head=tie.head, role=None,
        institution=None, standing=tie.standing, only_possible=tie.at_most_possible,
        earliest_start=day(tie.es, PAST), latest_start=day(tie.ls, PAST if bond else FUTURE),
        earliest_end=day(tie.ee, FUTURE if act or bond else PAST), latest_end=day(tie.le, FUTURE),
        start=None, end=None, start_phrase=None, end_phrase=None, sources=[], voices=tie.sources,
    )  # fmt: skip


def neighbours(world: oracle.World, upward: bool, through: set[str]) -> Neighbours:
    """What the two level queries of the database give, for the whole world."""
    found: Neighbours = {}
    for tie in world.ties:
        for here, there in ((tie.src, tie.dst), (tie.dst, tie.src)):
            if _leads_on(world, tie, here, there, upward, through) and tie.standing != "REFUTED":
                found.setdefault(here, []).append(Link(here, there, row(tie), tie.equals))
    return found


def _leads_on(world: oracle.World, tie: oracle.EdgeTie, here: str, there: str, upward: bool, through: set[str]) -> bool:
    if world.kinds[here] == "INSTITUTION":
        if tie.kind == "HOLDS_POST":
            return tie.dst == here
        return tie.kind == "CONTROLS" and tie.kind in through and (tie.dst if upward else tie.src) == here
    if tie.kind not in through or tie.kind == "HOLDS_POST":
        return False
    client_end = {"REPORTS_TO": tie.src, "MEMBER_OF": tie.src}.get(tie.kind, tie.dst)
    if tie.kind in ("MEMBER_OF", "LEADS") and world.kinds[tie.dst] != "CLAN":
        return False
    if tie.kind == "ALLIED_WITH" or (tie.kind == "KIN_OF" and tie.equals):
        return True
    return (client_end == here) == upward


def lives(world: oracle.World) -> dict[str, Life]:
    found: dict[str, Life] = {}
    for person in {*world.born, *world.died}:
        if world.kinds[person] != "PERSON":
            continue
        born, died = world.born.get(person), world.died.get(person)
        found[person] = Life(
            born.lo.isoformat() if born and born.lo else PAST,
            (born.hi.isoformat() if born.hi else FUTURE) if born else PAST,
            (died.lo.isoformat() if died.lo else PAST) if died else FUTURE,
            died.hi.isoformat() if died and died.hi else FUTURE,
        )
    return found


def ours(world: oracle.World, around: str, direction: Direction, timing: Timing, as_of: str | None, depth: int,
         certain: bool, through: set[str]) -> list[Found]:  # fmt: skip
    def one_way(upward: bool) -> list[Found]:
        demands = Demands(timing, as_of, lives(world), against_influence=upward)
        institution = world.kinds[around] == "INSTITUTION"
        reach = neighbours(world, upward, through)
        return find(demands, around, reach, depth, starts_with_post=institution, certain=certain)

    if direction is Direction.BOTH:
        return merged(one_way(True), one_way(False))
    return one_way(direction is Direction.UPWARD)


@given(
    worlds(),
    st.sampled_from(list(Direction)),
    st.sampled_from(list(Timing)),
    st.one_of(st.none(), st.integers(0, 29)),
    st.integers(1, 4),
    st.booleans(),
    st.one_of(st.none(), st.sets(st.sampled_from(sorted(BEARING)))),
    st.data(),
)
@settings(max_examples=300, deadline=None)
def test_agrees_with_brute_force(
    world: oracle.World,
    direction: Direction,
    timing: Timing,
    day: int | None,
    depth: int,
    certain: bool,
    through: set[str] | None,
    data: st.DataObject,
) -> None:
    around = data.draw(
        st.sampled_from([e for e, k in sorted(world.kinds.items()) if k in ("PERSON", "CLAN", "INSTITUTION")])
    )
    if timing is Timing.SNAPSHOT and day is None:
        day = 10
    as_of = day_of(day) if day is not None else None
    expected = oracle.patronage(
        world,
        around,
        direction=direction.value,
        through=sorted(through) if through is not None else None,
        timing=timing.value,
        max_depth=depth,
        as_of=as_of,
        certainty="CERTAIN" if certain else "POSSIBLE",
    )
    found = ours(
        world, around, direction, timing, as_of.isoformat() if as_of else None, depth, certain,
        BEARING if through is None else through,
    )  # fmt: skip
    assert [
        (
            [(link.from_id, link.tie.id, link.to_id, link.reversed) for link in chain.links],
            [tuple(link.tie.id for link in parallel) for parallel in chain.parallel],
            chain.judged.certainty.value,
            chain.weakest.tie.id,
        )
        for chain in found
    ] == [
        (
            [(hop.src, hop.tie, hop.dst, hop.reversed) for hop in chain.hops],
            [tuple(sorted(hop.parallel)) for hop in chain.hops],
            chain.certainty,
            chain.weakest,
        )
        for chain in expected
    ]


def _wide(levels: int, width: int) -> Neighbours:
    """A graph in which everybody has all those of the next level for patrons."""
    links: Neighbours = {}
    for level in range(levels):
        for one in range(width):
            for other in range(width):
                tie = oracle.EdgeTie(
                    id=f"{level}-{one}-{other}", kind="PATRON_OF", src=f"p{level + 1}-{other}", dst=f"p{level}-{one}",
                    head=False, blood=False, equals=False, nature="STATE", standing="ESTABLISHED", es=None, ls=None,
                    ee=None, le=None, at_most_possible=False,
                )  # fmt: skip
                links.setdefault(f"p{level}-{one}", []).append(
                    Link(f"p{level}-{one}", f"p{level + 1}-{other}", row(tie))
                )
    return links


def test_too_many_chains_are_refused() -> None:
    with pytest.raises(TooBroad, match="10,000"):
        find(Demands(Timing.ANY, None, {}), "p0-0", _wide(5, 12), 5, starts_with_post=False, certain=False)


def test_only_of_chains_that_are_looked_at_the_steps_are_compared() -> None:
    chains = find(Demands(Timing.ANY, None, {}), "p0-0", _wide(2, 3), 2, starts_with_post=False, certain=False)
    assert len(chains) == 9
    assert chains[0].weakest is chains[0].links[0] and chains[0].parallel == ((), ())
    assert ["weakest" in vars(chain) or "parallel" in vars(chain) for chain in chains] == [True] + 8 * [False]


def test_two_who_are_each_others_patrons_are_two_chains_either_way() -> None:
    # Of states of which nothing is dated: each can have held on any day.
    ties = oracle.EdgeTie("up", "PATRON_OF", "b", "a"), oracle.EdgeTie("down", "PATRON_OF", "a", "b")
    world = oracle.World({"a": "PERSON", "b": "PERSON"}, ties)
    chains = ours(world, "a", Direction.BOTH, Timing.ANY, None, 2, False, set(BEARING))
    assert sorted(chain.links[0].tie.id for chain in chains) == ["down", "up"]
