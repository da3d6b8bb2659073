"""Chains of patronage as clients see them, and the fetching of the neighbourhood that they are found in."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import strawberry

from schema.chain_sentence import chain_sentence
from schema.chains import DEEPER, Demands, Life, Link
from schema.derivation import DerivedKind
from schema.derived import DerivedTie, names_for
from schema.derived_links import derived_links
from schema.edtf import FUTURE, PAST, Day, parse, span
from schema.entities import entities, entity, entity_or_fail
from schema.entity import Entity
from schema.errors import BadInput, TooBroad
from schema.kinds import BEARING, TieKind
from schema.paging import Connection, Window, page_of
from schema.patronage import Found, Neighbours, find, merged
from schema.period import chain_text
from schema.rows import EntityRow, TieRow
from schema.scope import Scope
from schema.threads import worked_out
from schema.tie import Period, Tie
from schema.vocabulary import Certainty, Direction, EntityKind, Standing, Timing

LONGEST, DEPTH = 8, 4
# More ties than this on one level of a search are not looked through.
WIDEST_LEVEL = 10_000


@strawberry.type(
    description=(
        "One hop: the tie that serves the chain best, and its parallels between the same two that would do as well "
        "in time."
    )
)
class Step:
    link: strawberry.Private[Link]
    others: strawberry.Private[tuple[Link, ...]]
    scope: strawberry.Private[Scope]

    @strawberry.field(name="from", description="The link of the chain that the hop starts at.")
    async def from_(self) -> Entity:
        return await entity_or_fail(self.scope, self.link.from_id)

    @strawberry.field(
        description=(
            "The tie that carries the hop; where derived is not null, the first of those that it rests on, such as the "
            "post that somebody began under the other."
        )
    )
    def tie(self) -> Tie:
        return _tie(self.scope, self.link)

    @strawberry.field(
        description="The derived tie that carries the hop, whose days count; null where a stated tie carries it."
    )
    def derived(self) -> DerivedTie | None:
        return _derived(self.scope, self.link)

    @strawberry.field(description="The link of the chain that the hop leads to.")
    async def to(self) -> Entity:
        return await entity_or_fail(self.scope, self.link.to_id)

    @strawberry.field(
        description="Whether the hop goes against the direction in which the tie, or the derived tie, is read."
    )
    def reversed(self) -> bool:
        return self.link.reversed

    @strawberry.field(description="Other ties between the same two that satisfy the timing too.")
    def parallel(self) -> list[Tie]:
        return [_tie(self.scope, other) for other in self.others if other.derived is None]

    @strawberry.field(description="Other derived ties between the same two that satisfy the timing too.")
    def parallel_derived(self) -> list[DerivedTie]:
        return [DerivedTie.of(self.scope, other.derived) for other in self.others if other.derived]


@strawberry.type(description="A chain of ties, each hop with its own sources. Chains are distinct by their links.")
class Chain:
    found: strawberry.Private[Found]
    timing: strawberry.Private[Timing]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="Where the chain begins: what the search was around.")
    async def start(self) -> Entity:
        return await entity_or_fail(self.scope, self.found.entities[0])

    @strawberry.field(description="The last link.")
    async def end(self) -> Entity:
        return await entity_or_fail(self.scope, self.found.entities[-1])

    @strawberry.field(description="The hops after the post.")
    def length(self) -> int:
        return self.found.length

    @strawberry.field(description="The hops, in order, the post included.")
    def steps(self) -> list[Step]:
        pairs = zip(self.found.links, self.found.parallel, strict=True)
        return [Step(link=link, others=others, scope=self.scope) for link, others in pairs]

    @strawberry.field(description="The time for which the whole chain held (under CONTINUOUS and SNAPSHOT).")
    def period(self) -> Period | None:
        if self.timing not in (Timing.CONTINUOUS, Timing.SNAPSHOT):
            return None
        days = self.found.judged.period
        start = (
            None
            if (days.earliest_start, days.latest_start) == (PAST, FUTURE)
            else _span(days.earliest_start, days.latest_start)
        )
        end = (
            None
            if (days.earliest_end, days.latest_end) == (PAST, FUTURE)
            else _span(days.earliest_end, days.latest_end)
        )
        return Period(start=start, end=end, days=days, in_words=lambda: chain_text(days))

    @strawberry.field(description="Whether the chain obeys its timing by every reading of its dates, or by some.")
    def certainty(self) -> Certainty:
        return self.found.judged.certainty

    @strawberry.field(
        description="The hop that the chain would break at first; of a derived one the weakest tie that it rests on."
    )
    def weakest(self) -> Tie:
        derived = self.found.weakest.derived
        return Tie.of(self.scope, derived.weakest) if derived else _tie(self.scope, self.found.weakest)

    @strawberry.field(description="The derived tie of the weakest hop; null where a stated tie carries it.")
    def weakest_derived(self) -> DerivedTie | None:
        return _derived(self.scope, self.found.weakest)

    @strawberry.field(description="The chain as a sentence for a person to read.")
    async def sentence(self) -> str:
        derived = [link.derived for link in self.found.links if link.derived]
        links, names = await asyncio.gather(entities(self.scope, self.found.entities), names_for(self.scope, derived))
        return chain_sentence(self.found.links, names | {link.id: link.name for link in links})


def _span(lo: Day, hi: Day) -> Any:
    return None if lo == FUTURE or hi == PAST else span(lo, hi)


def _tie(scope: Scope, link: Link) -> Tie:
    return Tie.of(scope, link.derived.basis[0] if link.derived else link.tie)


def _derived(scope: Scope, link: Link) -> DerivedTie | None:
    return DerivedTie.of(scope, link.derived) if link.derived else None


@dataclass(frozen=True, slots=True)
class Search:
    """What a patronage search was asked, checked."""

    around: str
    direction: Direction
    through: tuple[TieKind, ...]
    timing: Timing
    standings: tuple[Standing, ...]
    max_depth: int
    derived: tuple[DerivedKind, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        asked = (self.around, self.direction, self.through, self.timing, self.standings, self.max_depth)
        return (*asked, self.derived)


def checked(
    scope: Scope,
    around: Entity,
    direction: Direction | None,
    through: Sequence[TieKind] | None,
    timing: Timing | None,
    standing: Sequence[Standing] | None,
    max_depth: int | None,
    derived: Sequence[DerivedKind] | None = None,
) -> Search:
    """What is None counts as not said. Raises BadInput where the search cannot be made."""
    direction, timing = direction or Direction.UPWARD, timing or Timing.CONTINUOUS
    max_depth = DEPTH if max_depth is None else max_depth
    if EntityKind(around.row.kind) not in (EntityKind.PERSON, EntityKind.INSTITUTION, EntityKind.CLAN):
        raise BadInput(
            f"around: {around.name} is a {around.row.kind.lower()}",
            suggestion="Chains of patronage begin at an institution, a person or a clan.",
        )
    if timing is Timing.SNAPSHOT and scope.as_of is None:
        raise BadInput(
            "timing: SNAPSHOT needs a day", suggestion="Ask inside view(asOf: …), or with timing: CONTINUOUS."
        )
    if not 1 <= max_depth <= LONGEST:
        raise BadInput(f"maxDepth: {max_depth} is not between 1 and {LONGEST}", suggestion=DEEPER)
    kinds = BEARING if through is None else tuple(kind for kind in BEARING if kind in through)
    standings = tuple(s for s in Standing if s is not Standing.REFUTED and (standing is None or s in standing))
    return Search(around.id, direction, kinds, timing, standings, max_depth, tuple(dict.fromkeys(derived or ())))


async def patronage(scope: Scope, around: Entity, search: Search, asked: Window) -> Connection[Chain]:
    """One page of the chains; one trip for each level of the neighbourhood, and one for the records in it."""
    starts_with_post = around.row.kind == EntityKind.INSTITUTION.value
    ways: dict[bool, Neighbours] = {}
    if search.direction is not Direction.DOWNWARD:
        ways[True] = await _neighbourhood(scope, search, "read/patrons_of", starts_with_post)
    if search.direction is not Direction.UPWARD:
        ways[False] = await _neighbourhood(scope, search, "read/clients_of", starts_with_post)
    lives = await _lives(scope, search.around, ways.values())
    found: dict[bool, list[Found]] = {}
    for upward, reach in ways.items():
        search_here = partial(
            find,
            Demands(search.timing, scope.as_of, lives, against_influence=upward),
            search.around,
            reach,
            search.max_depth,
            starts_with_post=starts_with_post,
            certain=scope.certainty is Certainty.CERTAIN,
        )
        # Around a hub there is much to put together.
        found[upward] = await worked_out(sum(map(len, reach.values())), search_here)
    chains = merged(found.get(True, []), found.get(False, []))
    keys = [_flat(chain.key) for chain in chains]
    made = [Chain(found=chain, timing=search.timing, scope=scope) for chain in chains]
    return page_of(asked, made, keys)


def _flat(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """The order's key as cursors hold it: lists, not tuples."""
    return tuple(list(part) if isinstance(part, tuple) else part for part in key)


async def _neighbourhood(scope: Scope, search: Search, name: str, starts_with_post: bool) -> Neighbours:
    """Level by level, every tie that a chain can go along; an institution's posts cost no depth at the start."""
    every_level = search.timing in (Timing.SNAPSHOT, Timing.CONTINUOUS)
    found: Neighbours = {}
    frontier, seen = [search.around], {search.around}
    for level in range(search.max_depth + (1 if starts_with_post else 0)):
        if not frontier:
            break
        as_of = scope.as_of if level == 0 or every_level else None
        rows = await scope.read(
            name,
            ids=frontier,
            kinds=[kind.value for kind in search.through],
            standings=[standing.value for standing in search.standings],
            limit=WIDEST_LEVEL + 1,
            as_of=as_of,
        )
        if len(rows) > WIDEST_LEVEL:
            raise TooBroad(
                f"more than {WIDEST_LEVEL:,} ties lie {level + 1} hops away",
                suggestion="Narrow the question: smaller maxDepth, fewer kinds in through, a standing, or an asOf.",
            )
        links = [Link(here, there, TieRow(*row), bool(equals)) for here, there, _, equals, row in rows]
        links += await derived_links(
            scope, frontier, search.derived, search.standings, upward=name == "read/patrons_of", as_of=as_of
        )
        frontier = []
        for link in links:
            found.setdefault(link.from_id, []).append(link)
            if link.to_id not in seen:
                seen.add(link.to_id)
                frontier.append(link.to_id)
    return found


async def _lives(scope: Scope, around: str, ways: Iterable[Neighbours]) -> dict[str, Life]:
    """The lifetimes of the persons of whom a birth or death is known; their records come along."""
    ids = sorted({around, *(link.to_id for reach in ways for links in reach.values() for link in links)})
    lives: dict[str, Life] = {}
    for record in await asyncio.gather(*(entity(scope, identity) for identity in ids)):
        if record is not None and record.row.kind == EntityKind.PERSON.value:
            life = life_of(record.row)
            if life:
                lives[record.id] = life
    return lives


def life_of(row: EntityRow) -> Life | None:
    """The days on which a person possibly and certainly lived; None where neither end is known."""
    if not row.born and not row.died:
        return None
    born = parse(row.born) if row.born else None
    died = parse(row.died) if row.died else None
    return Life(
        possible_from=born.lo if born else PAST,
        certain_from=born.hi if born else PAST,
        certain_until=died.lo if died else FUTURE,
        possible_until=died.hi if died else FUTURE,
    )
