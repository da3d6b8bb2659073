"""The search for paths: fetching what lies around the two ends, a page of the ways, how many there are in all."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from schema.chain import LONGEST, Chain, life_of
from schema.chains import DEEPER, Demands, Life, Link
from schema.entities import entities
from schema.entity import Entity
from schema.errors import BadInput, TooBroad
from schema.kinds import TieKind
from schema.paging import Connection, Window, page
from schema.path import REMEDY, Looked, Surroundings, Way, chain_of, ways_of
from schema.patronage import LOOKED_THROUGH
from schema.rows import TieRow
from schema.scope import Scope
from schema.vocabulary import Certainty, EntityKind, Standing, Timing

DEPTH = 6
# More ties than this on one level are not fetched: some tenths of a second.
WIDEST_LEVEL = 20_000
# Ties of every kind but the one that says that two records are of the same.
EVERY_KIND = tuple(kind for kind in TieKind if kind is not TieKind.SAME_AS)

# The timings that ask for a common day, to which an asOf and the lifetimes apply at every step.
ON_ONE_DAY = (Timing.SNAPSHOT, Timing.CONTINUOUS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search for paths was asked, checked."""

    start: str
    end: str
    through: tuple[TieKind, ...]
    timing: Timing
    standings: tuple[Standing, ...]
    max_depth: int

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.start, self.end, self.through, self.timing, self.standings, self.max_depth)


def checked(
    scope: Scope,
    ends: tuple[Entity, Entity],
    through: Sequence[TieKind] | None,
    timing: Timing | None,
    standing: Sequence[Standing] | None,
    max_depth: int | None,
) -> Asked:
    """What is None counts as not said. Raises BadInput where the search cannot be made."""
    start, end = (one.id for one in ends)
    timing = timing or Timing.CONTINUOUS
    max_depth = DEPTH if max_depth is None else max_depth
    if start == end:
        raise BadInput(f"to: “{end}” is also from", suggestion="Name two different entities.")
    if timing is Timing.SNAPSHOT and scope.as_of is None:
        raise BadInput(
            "timing: SNAPSHOT needs a day to look at", suggestion="Give asOf to the view, or take CONTINUOUS."
        )
    if not 1 <= max_depth <= LONGEST:
        raise BadInput(f"maxDepth: {max_depth} is not between 1 and {LONGEST}", suggestion=DEEPER)
    kinds = EVERY_KIND if through is None else tuple(kind for kind in TieKind if kind in through)
    standings = tuple(s for s in Standing if s is not Standing.REFUTED and (standing is None or s in standing))
    return Asked(start, end, kinds, timing, standings, max_depth)


@dataclass
class PathSearch:
    """One search; what it has fetched and found serves the page and the count alike."""

    scope: Scope
    asked: Asked
    known: Surroundings
    lives: dict[str, Life] = field(default_factory=dict)
    found: dict[int, Looked] = field(default_factory=dict)

    @property
    def demands(self) -> Demands:
        return Demands(self.asked.timing, self.scope.as_of, self.lives, against_influence=False)

    @property
    def certain(self) -> bool:
        return self.scope.certainty is Certainty.CERTAIN

    async def page(self, asked: Window, *, looks_ahead: bool) -> Connection[Chain]:
        """The ways by length until the page is full; one way more where somebody asks whether there are more."""
        ways: list[Way] = []
        wanted = asked.limit + looks_ahead
        beyond = False
        budget = LOOKED_THROUGH
        # A cursor's first key is the length of its way.
        shortest = max(1, asked.after[0]) if asked.after else 1
        for length in range(shortest, self.asked.max_depth + 1):
            if len(ways) >= wanted:
                break
            try:
                looked = await self.of_length(length, budget, "first")
            except TooBroad:
                if len(ways) < asked.limit:
                    raise
                # The page is full, and nobody can say that nothing follows.
                beyond = True
                break
            budget -= looked.through
            ways += (way for way in looked.ways if asked.after is None or way.key > asked.after)
        chains = [self._chain(way) for way in ways[: asked.limit]]
        found = page(asked, chains, [way.key for way in ways[: asked.limit]], self.count)
        found.more = beyond or len(ways) > asked.limit
        return found

    async def count(self) -> int:
        """How many ways there are, of all lengths."""
        budget, total = LOOKED_THROUGH, 0
        for length in range(1, self.asked.max_depth + 1):
            looked = await self.of_length(length, budget, "totalCount")
            budget -= looked.through
            total += len(looked.ways)
        return total

    async def of_length(self, length: int, budget: int, purpose: str) -> Looked:
        """The ways of one length. Raises TooBroad where they are not found within the budget."""
        looked = self.found.get(length)
        if looked is None:
            await self._fetch(length)
            layers = await asyncio.to_thread(self.known.layers, length)
            if not layers[-1]:
                looked = Looked([], 0)
            else:
                await self._learn_lives(layers)
                # Thousands of chains take a while: the service goes on meanwhile.
                looked = await asyncio.to_thread(
                    ways_of, self.demands, self.known, layers, budget, certain=self.certain
                )
        if looked is None or looked.through > budget:
            raise TooBroad(
                f"{purpose}: more than {LOOKED_THROUGH:,} chains must be looked through, some of {length} hops",
                suggestion=REMEDY,
            )
        self.found[length] = looked
        return looked

    async def _fetch(self, length: int) -> None:
        """Level by level until all ways of this length are known.

        A Cypher pattern for whole ways takes 5 to 15 times as long among ten thousand people or through a hub of as
        many, and on ArcadeDB did not end in 30 s where the way had six hops. Neo4j's SHORTEST, which ArcadeDB does not
        have, takes less than half the time without a hub and more than twice with one, and picks any of the ways of
        the last length where a page shows the first of all (bench/patterns.py, letter g).
        """
        asked = self.asked
        while needed := self.known.next_to_fetch(length):
            side, ids = needed
            first_step = side.root == asked.start and side.depth == 0
            rows = await self.scope.read(
                "read/neighbours_of",
                ids=ids,
                kinds=[kind.value for kind in asked.through],
                standings=[standing.value for standing in asked.standings],
                limit=WIDEST_LEVEL + 1,
                as_of=self.scope.as_of if first_step or asked.timing in ON_ONE_DAY else None,
            )
            if len(rows) > WIDEST_LEVEL:
                side.too_wide = True
                continue
            self.known.learn(
                ids, (Link(here, there, TieRow(*row), bool(equals)) for here, there, _, equals, row in rows)
            )
            self.known.grow(side)

    async def _learn_lives(self, layers: list[set[str]]) -> None:
        """The lifetimes of those on the ways, where the timing asks for them; their records come along."""
        if self.asked.timing not in ON_ONE_DAY:
            return
        ids = sorted(set().union(*layers) - self.lives.keys())
        if len(ids) > LOOKED_THROUGH:
            raise TooBroad(f"more than {LOOKED_THROUGH:,} entities lie on ways between the two", suggestion=REMEDY)
        for record in await entities(self.scope, ids):
            life = life_of(record.row) if record.row.kind == EntityKind.PERSON.value else None
            if life:
                self.lives[record.id] = life

    def _chain(self, way: Way) -> Chain:
        found = chain_of(self.demands, self.known, way, certain=self.certain)
        return Chain(found=found, timing=self.asked.timing, scope=self.scope)
