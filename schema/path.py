"""How two entities are connected: what is known around the two, and the ways in it.

The surroundings are fetched level by level from both ends (`schema.path_search` does that) until all ways of one
length are among them; those ways are then found, judged and ordered, and only then are longer ones looked for.
Pure functions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schema.chains import Demands, Judged, Link
from schema.errors import TooBroad
from schema.patronage import Found, accepted, order_key

REMEDY = (
    "Narrow the question: smaller maxDepth, fewer kinds in through, a standing, an asOf, or a smaller first; "
    "totalCount looks through all there are, whatever first says."
)

# Length, certain before possible, longer overlap, ids of the entities, ids of the ties.
Key = tuple[int, int, float, list[str], list[str]]


@dataclass
class SearchSide:
    """What is known around one end: everything up to `depth` hops away from it."""

    root: str
    depth: int = 0
    # More ties on the next level than may be fetched: the other side has to go all the way.
    too_wide: bool = False
    sphere: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    # Those in a row from the end of which each has but one way on: every path goes through all of them. Behind them
    # the other side needs not look, however many ties they have.
    gates: set[str] = field(default_factory=set)
    narrow: bool = True

    def __post_init__(self) -> None:
        for known in (self.sphere, self.seen, self.gates):
            known.add(self.root)


class Surroundings:
    """The ties known around two ends, grown one level at a time on whichever side has less to fetch."""

    def __init__(self, start: str, end: str) -> None:
        self.sides = (SearchSide(start), SearchSide(end))
        self._links: dict[str, dict[str, list[Link]]] = {}
        self._ties: set[str] = set()
        self._fetched: set[str] = set()

    def next_to_fetch(self, length: int) -> tuple[SearchSide, list[str]] | None:
        """The side to grow, and whose ties that takes; None where all ways of this length are known.

        Each tie of such a way lies within the depth of one of the sides. Raises TooBroad where neither can grow.
        """
        while sum(side.depth for side in self.sides) < length:
            missing = [(side, self._missing(side)) for side in self.sides if not side.too_wide]
            if any(not self._open(side) for side in self.sides):
                return None
            if not missing:
                raise TooBroad("too many ties meet around both ends", suggestion=REMEDY)
            side, ids = min(missing, key=lambda one: (len(one[1]), one[0].depth))
            if ids:
                return side, sorted(ids)
            self.grow(side)
        return None

    def learn(self, ids: Iterable[str], links: Iterable[Link]) -> None:
        """The ties of these entities, all of them."""
        self._fetched.update(ids)
        for link in links:
            if link.tie.id in self._ties:
                continue
            self._ties.add(link.tie.id)
            back = Link(link.to_id, link.from_id, link.tie, link.equals)
            for one in (link, back):
                self._links.setdefault(one.from_id, {}).setdefault(one.to_id, []).append(one)

    def grow(self, side: SearchSide) -> None:
        """One hop further: what the sphere's ties lead to is the next sphere."""
        around = {near for here in self._open(side) for near in self._links.get(here, ())}
        side.sphere = around - side.seen - {self._other(side).root}
        side.seen |= side.sphere
        side.depth += 1
        side.narrow = side.narrow and len(side.sphere) == 1
        if side.narrow:
            side.gates |= side.sphere

    def between(self, one: str, other: str) -> Sequence[Link]:
        return self._links.get(one, {}).get(other, ())

    def layers(self, length: int) -> list[set[str]]:
        """By the number of hops from the start, who can lie on a way of this length; empty sets where nobody can.

        Whoever stands in one lies on some walk of exactly this length between the ends, one that goes on from him to
        somebody else than it came from: else a hub in the middle would bring in its whole crowd, there and back.
        """
        ends = {side.root for side in self.sides}
        start, end = ({side.root} for side in self.sides)
        towards = [end]
        for _ in range(length - 1):
            towards.append(self._around(towards[-1]) - ends)
        found = [start]
        for hops in range(1, length):
            found.append(self._around(found[-1]) & towards[length - hops])
        found.append(self._around(found[-1]) & end)
        for _ in range(length):
            size = sum(map(len, found))
            for hops in range(1, length):
                before, after = found[hops - 1], found[hops + 1]
                found[hops] = {here for here in found[hops] if self._leads_on(here, before, after)}
            if sum(map(len, found)) == size:
                break
        return found if all(found) else [start, *(set() for _ in range(length))]

    def _leads_on(self, here: str, before: set[str], after: set[str]) -> bool:
        """Whether one can come from somebody before and go on to another one after."""
        near = self._links[here].keys()
        came, goes = near & before, near & after
        return bool(came and goes) and len(came | goes) > 1

    def onward(self, here: str, layer: set[str]) -> list[Link]:
        """The links that lead from an entity into a layer."""
        near = self._links.get(here, {})
        fewer, more = (near, layer) if len(near) < len(layer) else (layer, near)
        return [link for there in fewer if there in more for link in near[there]]

    def _around(self, entities: set[str]) -> set[str]:
        return {near for here in entities for near in self._links.get(here, ())}

    def _other(self, side: SearchSide) -> SearchSide:
        return self.sides[1] if side is self.sides[0] else self.sides[0]

    def _open(self, side: SearchSide) -> set[str]:
        """Those on the outermost sphere that a way may go on from; where there are none, the side is known whole."""
        return side.sphere - self._other(side).gates

    def _missing(self, side: SearchSide) -> set[str]:
        return self._open(side) - self._fetched


@dataclass(frozen=True, slots=True)
class Way:
    """A chain between the two ends, with the ties that put it first in the order."""

    links: tuple[Link, ...]
    judged: Judged

    @property
    def key(self) -> Key:
        return path_key(self.links, self.judged)


def path_key(links: Sequence[Link], judged: Judged) -> Key:
    """The order of `paths`; cursors hold it."""
    certainty, overlap, length, entities, ties = order_key(links, judged, len(links))
    return (length, certainty, overlap, entities, ties)


@dataclass(frozen=True, slots=True)
class Looked:
    """All ways of one length in order, and how many chains and parts of chains that took."""

    ways: list[Way]
    through: int


def ways_of(
    demands: Demands, known: Surroundings, layers: Sequence[set[str]], budget: int, *, certain: bool
) -> Looked | None:
    """The ways through the layers that obey the timing, in order; None where the budget does not suffice.

    Whoever is not in the layer of his hop is not visited; a part that breaks the timing is not gone on with: no
    timing mends what has once broken it.
    """
    (start,) = layers[0]
    length = len(layers) - 1
    best: dict[tuple[str, ...], Way] = {}
    onward: dict[tuple[str, int], list[Link]] = {}
    through = 0
    parts: list[tuple[Link, ...]] = [()]
    while parts:
        part = parts.pop()
        hops = len(part)
        visited = [start, *(link.to_id for link in part)]
        place = (visited[-1], hops + 1)
        if place not in onward:
            onward[place] = known.onward(visited[-1], layers[hops + 1])
        for link in onward[place]:
            if link.to_id in visited:
                continue
            through += 1
            if through > budget:
                return None
            links = (*part, link)
            judged = accepted(demands, start, links, certain)
            if judged is None:
                continue
            if len(links) < length:
                parts.append(links)
                continue
            way, entities = Way(links, judged), (*visited, link.to_id)
            if entities not in best or way.key < best[entities].key:
                best[entities] = way
    return Looked(sorted(best.values(), key=lambda way: way.key), through)


def chain_of(demands: Demands, known: Surroundings, way: Way, *, certain: bool) -> Found:
    """A way as a chain, with the parallels of its steps and its weakest one."""
    beside = {link.from_id: list(known.between(link.from_id, link.to_id)) for link in way.links}
    return Found(way.links, way.judged, len(way.links), demands, beside, certain)
