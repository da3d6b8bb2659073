"""The ways between two entities against a brute-force reference on random graphs of contested, imprecise ties."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.chains import Demands, Link
from schema.edtf import Day
from schema.errors import TooBroad
from schema.path import Looked, Surroundings, Way, chain_of, ways_of
from schema.vocabulary import Timing
from tests.oracles import chains as oracle
from tests.oracles.worlds import KINDS, day_of, worlds
from tests.test_patronage import lives, row

WHEN = (Timing.SNAPSHOT, Timing.CONTINUOUS)


class World:
    """What the level query of the database gives, level by level, and how often it was asked."""

    def __init__(
        self,
        world: oracle.World,
        start: str,
        demands: Demands,
        through: set[str] | None = None,
        standing: set[str] | None = None,
        widest: int = 100,
    ) -> None:
        self.world, self.start, self.demands, self.widest = world, start, demands, widest
        self.ties = [
            (tie, row(tie))
            for tie in world.ties
            if tie.standing != "REFUTED"
            and (standing is None or tie.standing in standing)
            and (tie.kind != "SAME_AS" if through is None else tie.kind in through)
        ]
        self.asked: list[list[str]] = []

    def level(self, ids: list[str], day: Day | None) -> list[Link]:
        return [
            Link(here, there, found, tie.equals)
            for tie, found in self.ties
            for here, there in ((tie.src, tie.dst), (tie.dst, tie.src))
            if here in ids and (day is None or found.certainty(day))
        ]

    def fetch(self, known: Surroundings, length: int) -> None:
        while needed := known.next_to_fetch(length):
            side, ids = needed
            first_step = side.root == self.start and side.depth == 0
            bound = first_step or self.demands.timing in WHEN
            links = self.level(ids, self.demands.as_of if bound else None)
            self.asked.append(ids)
            if len(links) > self.widest:
                side.too_wide = True
            else:
                known.learn(ids, links)
                known.grow(side)


def by_length(
    world: World, known: Surroundings, depth: int, *, certain: bool = False, budget: int = 100_000
) -> Iterator[list[Way]]:
    for length in range(1, depth + 1):
        world.fetch(known, length)
        layers = known.layers(length)
        looked = ways_of(world.demands, known, layers, budget, certain=certain) if layers[-1] else Looked([], 0)
        assert looked is not None
        yield looked.ways


@given(
    worlds(),
    st.sampled_from(list(Timing)),
    st.none() | st.integers(0, 29),
    st.integers(1, 6),
    st.booleans(),
    st.none() | st.sets(st.sampled_from(sorted(set(KINDS)))),
    st.none() | st.sets(st.sampled_from(["ESTABLISHED", "DISPUTED", "ALLEGED", "REFUTED"])),
    st.sampled_from([100, 100, 5, 4]),
    st.data(),
)
@settings(max_examples=300, deadline=None)
def test_agrees_with_brute_force(
    world: oracle.World,
    timing: Timing,
    day: int | None,
    depth: int,
    certain: bool,
    through: set[str] | None,
    standing: set[str] | None,
    widest: int,
    data: st.DataObject,
) -> None:
    start, end = data.draw(st.permutations(sorted(world.kinds)))[:2]
    if timing is Timing.SNAPSHOT and day is None:
        day = 10
    as_of = day_of(day) if day is not None else None
    expected = oracle.paths(
        world,
        start,
        end,
        through=through,
        timing=timing.value,
        standing=standing,
        max_depth=depth,
        as_of=as_of,
        certainty="CERTAIN" if certain else "POSSIBLE",
    )
    demands = Demands(timing, as_of.isoformat() if as_of else None, lives(world), against_influence=False)
    known = Surroundings(start, end)
    database = World(world, start, demands, through, standing, widest)
    ways: list[Way] = []
    try:
        for some in by_length(database, known, depth, certain=certain):
            ways += some
    except TooBroad:
        # Where levels are too wide to be fetched, what was found before stands.
        assert widest < 100
        expected = expected[: len(ways)]
    found = [chain_of(demands, known, way, certain=certain) for way in ways]
    assert [
        (
            [(link.from_id, link.tie.id, link.to_id, link.reversed) for link in chain.links],
            [tuple(link.tie.id for link in parallel) for parallel in chain.parallel],
            chain.judged.certainty.value,
            chain.weakest.tie.id,
            chain.length,
        )
        for chain in found
    ] == [
        (
            [(hop.src, hop.tie, hop.dst, hop.reversed) for hop in chain.hops],
            [hop.parallel for hop in chain.hops],
            chain.certainty,
            chain.weakest,
            len(chain.hops),
        )
        for chain in expected
    ]
    assert [way.key for way in ways] == sorted(way.key for way in ways)
    asked = [identity for ids in database.asked for identity in ids]
    if not any(side.too_wide for side in known.sides):
        assert len(asked) == len(set(asked)), "nobody's ties are fetched twice"
        assert len(database.asked) <= depth, "at most one trip for each hop"


def ally(one: str, other: str) -> oracle.EdgeTie:
    return oracle.EdgeTie(f"{one}-{other}", "ALLIED_WITH", one, other)


def made(*pairs: str) -> oracle.World:
    ties = tuple(ally(*pair.split()) for pair in pairs)
    return oracle.World({end: "PERSON" for tie in ties for end in (tie.src, tie.dst)}, ties)


ANY = Demands(Timing.ANY, None, {}, against_influence=False)


def asked_for(world: oracle.World, depth: int) -> list[list[str]]:
    database, known = World(world, "a", ANY), Surroundings("a", "b")
    assert all(isinstance(ways, list) for ways in by_length(database, known, depth))
    return database.asked


def test_the_smaller_side_grows() -> None:
    crowd = [f"a x{number}" for number in range(9)]
    assert asked_for(made(*crowd, "x0 m", "x1 m", "m n", "n b", "y b", "y z", "z n"), 5) == [
        ["a"],
        ["b"],
        ["n", "y"],
        ["m", "z"],
        ["x0", "x1"],
    ], "of a's crowd only those whom b's side has reached"


def test_a_hub_that_every_way_ends_with() -> None:
    hub = [f"hub x{number}" for number in range(50)]
    assert asked_for(made("a hub", "hub b", *hub), 8) == [["a"], ["b"]]
    # From a there are other ways, each of which must come to b through the hub: its crowd is never asked for.
    assert asked_for(made("a hub", "hub b", "a c", "c d", *hub), 8) == [["a"], ["b"], ["c"], ["hub"], ["d"]]


def test_only_who_lies_on_a_way_is_walked() -> None:
    world = made("a c", "c b", "a d", "d e", "e f", "c g", "g h", "h b")
    database, known = World(world, "a", ANY), Surroundings("a", "b")
    database.fetch(known, 4)
    assert known.layers(2) == [{"a"}, {"c"}, {"b"}]
    assert known.layers(4) == [{"a"}, {"c"}, {"g"}, {"c", "h"}, {"b"}]
    assert known.layers(1)[-1] == set()
    looked = ways_of(ANY, known, known.layers(4), 4, certain=False)
    assert looked is not None and looked.through == 4
    assert ways_of(ANY, known, known.layers(4), 3, certain=False) is None


def test_a_hub_does_not_bring_in_its_crowd_there_and_back() -> None:
    world = made("a hub", "hub b", "a c", "c hub", "b d", "d hub", *(f"hub x{number}" for number in range(50)))
    database, known = World(world, "a", ANY), Surroundings("a", "b")
    ways = [way for some in by_length(database, known, 4) for way in some]
    assert [" ".join(link.to_id for link in way.links) for way in ways] == [
        "hub b", "c hub b", "hub d b", "c hub d b",
    ]  # fmt: skip
    assert not any(who.startswith("x") for layer in known.layers(4) for who in layer)


def test_levels_too_wide_on_both_sides_are_refused() -> None:
    world = made(*(f"a x{number}" for number in range(9)), *(f"b x{number}" for number in range(9)))
    database, known = World(world, "a", ANY, widest=8), Surroundings("a", "b")
    with pytest.raises(TooBroad, match="around both ends"):
        database.fetch(known, 2)
    assert database.asked == [["a"], ["b"]]


def test_one_side_goes_all_the_way_where_the_other_is_too_wide() -> None:
    world = made(*(f"a x{number}" for number in range(9)), "x0 c", "c b")
    database, known = World(world, "a", ANY, widest=8), Surroundings("a", "b")
    ways = [way for some in by_length(database, known, 4) for way in some]
    assert [[link.to_id for link in way.links] for way in ways] == [["x0", "c", "b"]]
    assert database.asked == [["a"], ["b"], ["c"], ["x0"]]
