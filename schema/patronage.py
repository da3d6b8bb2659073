"""Who stands behind whom: finding the chains of patronage around an institution, a person or a clan.

The neighbourhood is fetched level by level (`schema.chain` does that); here the chains in it are found, judged
and ordered. Pure functions.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from schema.chains import Demands, Judged, Link, judge, overlap_days, weakest
from schema.errors import TooBroad
from schema.vocabulary import Certainty

# How many chains are looked through before the question counts as too broad.
LOOKED_THROUGH = 10_000

Neighbours = dict[str, list[Link]]


@dataclass(frozen=True)
class Found:
    """A chain as found: its links, how surely it obeys its timing, and where it stands in the order.

    What is told of its steps is worked out when it is asked for: most chains are on no page that anybody looks at.
    """

    links: tuple[Link, ...]
    judged: Judged
    length: int
    # What it was found by and in.
    demands: Demands
    neighbours: Neighbours
    certain: bool

    @cached_property
    def parallel(self) -> tuple[tuple[Link, ...], ...]:
        return parallels(self.demands, self.links[0].from_id, self.links, self.neighbours, self.certain)

    @cached_property
    def weakest(self) -> Link:
        return weakest(self.demands, self.links)

    def tells(self, other: "Found") -> bool:
        """Whether each tie of another chain through the same entities stands here, be it as a parallel."""
        steps = zip(self.links, self.parallel, other.links, strict=True)
        return all(theirs.tie.id in {each.tie.id for each in (own, *beside)} for own, beside, theirs in steps)

    @cached_property
    def entities(self) -> tuple[str, ...]:
        return (self.links[0].from_id, *(link.to_id for link in self.links))

    @cached_property
    def key(self) -> tuple[int, float, int, list[str], list[str]]:
        """Certain before possible, longer overlap, shorter chain, ids along the chain."""
        return order_key(self.links, self.judged, self.length)


def order_key(links: Sequence[Link], judged: Judged, length: int) -> tuple[int, float, int, list[str], list[str]]:
    overlap = overlap_days(judged.period)
    return (
        0 if judged.certainty is Certainty.CERTAIN else 1,
        # JSON knows no infinity: cursors hold this key.
        -1e9 if overlap == float("inf") else -overlap,
        length,
        [links[0].from_id, *(link.to_id for link in links)],
        [link.tie.id for link in links],
    )


def find(
    demands: Demands, around: str, neighbours: Neighbours, max_depth: int, *, starts_with_post: bool, certain: bool
) -> list[Found]:
    """All chains in one direction, in order. Raises TooBroad beyond 10,000 chains looked through.

    `starts_with_post`: around an institution a post is the first step and does not count as a hop.
    """
    best: dict[tuple[str, ...], _Way] = {}
    for links, judged in _walk(demands, around, neighbours, max_depth, starts_with_post):
        length = _length(links, starts_with_post)
        if length < 1 or (certain and judged.certainty is not Certainty.CERTAIN):
            continue
        way = _Way(links, judged, length)
        entities = (around, *(link.to_id for link in links))
        before = best.get(entities)
        if before is None or way.key < before.key:
            best[entities] = way
    longer: dict[tuple[str, ...], list[_Way]] = defaultdict(list)
    for entities, way in best.items():
        longer[entities[:-1]].append(way)

    def last_beside(way: _Way) -> tuple[Link, ...]:
        return _beside(demands, around, way.links, len(way.links) - 1, neighbours, certain)

    kept = [way for entities, way in best.items() if not _continued(way, longer.get(entities, ()), last_beside)]
    return [
        Found(way.links, way.judged, way.length, demands, neighbours, certain)
        for way in sorted(kept, key=lambda way: way.key)
    ]


@dataclass(frozen=True)
class _Way:
    """A chain that obeys the timing, whether or not it is worth telling."""

    links: tuple[Link, ...]
    judged: Judged
    length: int

    @cached_property
    def key(self) -> tuple[int, float, int, list[str], list[str]]:
        return order_key(self.links, self.judged, self.length)


def accepted(demands: Demands, around: str, links: Sequence[Link], certain: bool) -> Judged | None:
    """How a chain obeys its timing; None where it cannot, or not certainly where only that will do."""
    judged = judge(demands, around, links)
    return None if judged is None or (certain and judged.certainty is not Certainty.CERTAIN) else judged


def merged(upward: Iterable[Found], downward: Iterable[Found]) -> list[Found]:
    """The chains of both directions in one order; what one of them tells with its parallels is not told again."""
    found: list[Found] = []
    among: dict[tuple[str, ...], list[Found]] = defaultdict(list)
    for chain in sorted((*upward, *downward), key=lambda chain: chain.key):
        if not any(before.tells(chain) for before in among[chain.entities]):
            among[chain.entities].append(chain)
            found.append(chain)
    return found


def _length(links: Sequence[Link], starts_with_post: bool) -> int:
    return len(links) - (1 if starts_with_post and links[0].is_post else 0)


def _walk(
    demands: Demands, around: str, neighbours: Neighbours, max_depth: int, starts_with_post: bool
) -> Iterator[tuple[tuple[Link, ...], Judged]]:
    """Every way along ties that can obey the timing, and how it does, visiting nobody twice."""
    looked = 0
    stack: list[tuple[Link, ...]] = [()]
    while stack:
        links = stack.pop()
        here = links[-1].to_id if links else around
        visited = {around, *(link.to_id for link in links)}
        for link in neighbours.get(here, ()):
            if link.to_id in visited:
                continue
            longer = (*links, link)
            if _length(longer, starts_with_post) > max_depth:
                continue
            looked += 1
            if looked > LOOKED_THROUGH:
                raise TooBroad(
                    f"more than {LOOKED_THROUGH:,} chains would have to be looked through",
                    suggestion="Narrow the question: smaller maxDepth, fewer kinds in through, a standing, or an asOf.",
                )
            # Every timing is broken for good once a part of the chain breaks it.
            judged = judge(demands, around, longer)
            if judged is None:
                continue
            yield longer, judged
            stack.append(longer)


def parallels(
    demands: Demands, around: str, links: Sequence[Link], neighbours: Neighbours, certain: bool
) -> tuple[tuple[Link, ...], ...]:
    """For each step the other ties between the same two that satisfy the timing, the rest of the chain as it is."""
    return tuple(_beside(demands, around, links, place, neighbours, certain) for place in range(len(links)))


def _beside(
    demands: Demands, around: str, links: Sequence[Link], place: int, neighbours: Neighbours, certain: bool
) -> tuple[Link, ...]:
    link = links[place]
    others = [
        other
        for other in neighbours[link.from_id]
        if other.to_id == link.to_id
        and other.tie.id != link.tie.id
        and accepted(demands, around, (*links[:place], other, *links[place + 1 :]), certain)
    ]
    return tuple(sorted(others, key=lambda other: other.tie.id))


def _continued(way: _Way, longer: Iterable[_Way], last_beside: Callable[[_Way], tuple[Link, ...]]) -> bool:
    """Whether one of the chains a hop longer, at least as certain, goes on to somebody who stands above or below."""
    for other in longer:
        if other.judged.certainty is Certainty.POSSIBLE and way.judged.certainty is Certainty.CERTAIN:
            continue
        if not other.links[-1].between_equals or not all(link.between_equals for link in last_beside(other)):
            return True
    return False
