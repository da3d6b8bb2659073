"""Derived ties as clients see them, and the reading of the stated ties that they rest on."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from schema.derivation import BASIS, RULES, Derived, DerivedKind, kinds_asked
from schema.derivation_sentences import derived_sentence
from schema.deriving import StatedTie, derive
from schema.edtf import FUTURE, PAST, Bounds, Day, span
from schema.errors import TooBroad
from schema.kinds import TieKind
from schema.paging import After, Connection, First, Window, page_of, window
from schema.period import bounds_phrase, chain_text, text
from schema.promotions import STEPS_UP
from schema.rows import TieRow
from schema.scalars import EDTF
from schema.scope import COSTLY, Scope
from schema.source import Source, sources
from schema.tie import Period, Tie
from schema.vocabulary import Certainty, TieNature

if TYPE_CHECKING:
    from schema.entity import Entity

# More ties than these are not read for one answer: what touches the persons asked about or the bodies they served,
# and the parts and successions of the whole view.
MOST_TIES, MOST_AROUND = 10_000, 20_000

Entities = Annotated["Entity", strawberry.lazy("schema.entity")]


@strawberry.type(
    description=(
        "A tie that nobody states and that follows from stated ones in the view: computed, never stored among them, "
        "with all that it rests on."
    )
)
class DerivedTie:
    id: strawberry.ID = strawberry.field(
        description="The kind and the two ties that it mainly rests on: stable while these keep their ids."
    )
    kind: DerivedKind = strawberry.field(description="By which rule it follows.")
    certainty: Certainty = strawberry.field(
        description=(
            "CERTAIN where it follows from the certain parts of its basis (on a view with asOf: on that day); POSSIBLE "
            "where by some reading of the dates only, or where something disputed or alleged is among its basis."
        )
    )
    period: Period = strawberry.field(
        description=(
            "From when to when it held, as the kind says: the intersection of two posts, or from the day on which it "
            "came about."
        )
    )
    derived: strawberry.Private[Derived]
    scope: strawberry.Private[Scope]

    @classmethod
    def of(cls, scope: Scope, derived: Derived) -> "DerivedTie":
        return cls(
            id=strawberry.ID(derived.id),
            kind=derived.kind,
            certainty=derived.certainty(scope.as_of) or Certainty.POSSIBLE,
            period=_period(derived),
            derived=derived,
            scope=scope,
        )

    @strawberry.field(
        name="from",
        description="Whoever was promoted, or came after; where it reads alike from either end, the first by id.",
    )
    async def from_(self) -> Entities:
        return await _entity(self.scope, self.derived.from_id)

    @strawberry.field(description="The head of that time, or the predecessor; else the other of the two.")
    async def to(self) -> Entities:
        return await _entity(self.scope, self.derived.to_id)

    @strawberry.field(
        description=(
            "The institution, country or place in which the two met; of a promotion the body whose head stood above "
            "the post."
        )
    )
    async def within(self) -> Entities:
        return await _entity(self.scope, self.derived.within)

    @strawberry.field(
        description="The stated ties that it rests on: that of from, that of to, and the PART_OF between their bodies."
    )
    def basis(self) -> list[Tie]:
        return [Tie.of(self.scope, row) for row in self.derived.basis]

    @strawberry.field(description="It as a sentence for a person to read.")
    async def sentence(self) -> str:
        return f"{derived_sentence(self.derived, await names_for(self.scope, [self.derived]))}."

    @strawberry.field(description="The sources of its basis.")
    async def sources(self) -> list[Source]:
        return await sources(self.scope, self.derived.sources)


async def _entity(scope: Scope, identity: str) -> "Entity":
    from schema.entities import entity_or_fail

    return await entity_or_fail(scope, identity)


async def names_for(scope: Scope, every: Iterable[Derived]) -> dict[str, str]:
    """The names that the sentences of derived ties need, by id."""
    from schema.entities import entities

    ids = {each for d in every for each in (d.from_id, d.to_id, d.within, d.basis[0].to_id)}
    return {found.id: found.name for found in await entities(scope, sorted(ids))}


def _period(derived: Derived) -> Period:
    days, nature = derived.days, RULES[derived.kind].nature
    bond = nature is TieNature.BOND
    start = None if bond else _side(days.earliest_start, days.latest_start)
    if nature is TieNature.STATE:
        end = _side(days.earliest_end, days.latest_end)
        return Period(start=start, end=end, days=days, in_words=lambda: chain_text(days))
    said = None if bond else bounds_phrase(Bounds(days.earliest_start, days.latest_start))
    in_words = partial(text, nature, derived.standing, days, said, None)
    return Period(start=start, end=None, days=days, in_words=in_words)


def _side(lo: Day, hi: Day) -> EDTF | None:
    unknown = (lo, hi) == (PAST, FUTURE) or lo == FUTURE or hi == PAST
    return None if unknown else EDTF(span(lo, hi))


async def every_derived(scope: Scope, kinds: Collection[DerivedKind]) -> list[Derived]:
    """All derived ties of the view. Raises TooBroad."""
    if not kinds:
        return []
    beyond = _beyond(scope, kinds)
    read = await beyond.read("read/basis_ties", kinds=_basis(kinds), limit=MOST_TIES + 1)
    stated = _stated(read, MOST_TIES)
    return _held(scope, await asyncio.to_thread(derive, stated, kinds, None, scope.as_of))


async def derived_of(scope: Scope, person: str, kinds: Collection[DerivedKind]) -> list[Derived]:
    """The derived ties of a person; three trips for all that are asked about on one level. Raises TooBroad."""

    if not kinds:
        return []

    async def load(ids: list[str]) -> dict[str, list[Derived]]:
        stated = await _stated_around(_beyond(scope, kinds), ids, kinds)
        focus = set(ids)
        found: dict[str, list[Derived]] = {}
        for each in _held(scope, await asyncio.to_thread(derive, stated, kinds, focus, scope.as_of)):
            for end in focus & {each.from_id, each.to_id}:
                found.setdefault(end, []).append(each)
        return found

    return await scope.batch(("derived", frozenset(kinds)), load).get(person) or []


def _beyond(scope: Scope, kinds: Collection[DerivedKind]) -> Scope:
    """The view to read the basis in: what came about by asOf may rest on posts that were over by then."""
    only_states = all(RULES[kind].nature is TieNature.STATE for kind in kinds)
    return replace(scope, as_of=scope.as_of if only_states else None, certainty=Certainty.POSSIBLE)


def _held(scope: Scope, every: list[Derived]) -> list[Derived]:
    if scope.certainty is not Certainty.CERTAIN:
        return every
    return [each for each in every if each.certainty(scope.as_of) is Certainty.CERTAIN]


def _basis(kinds: Collection[DerivedKind]) -> list[str]:
    return sorted({basis.value for kind in kinds for basis in BASIS[kind]})


def _stated(rows: Sequence[list[Any]], most: int) -> list[StatedTie]:
    if len(rows) > most:
        raise TooBroad(
            f"more than {most:,} ties would have to be read to derive others from",
            suggestion="Narrow the question: the derived ties of one person (of), fewer persons, or fewer kinds.",
        )
    return [StatedTie(from_kind, to_kind, TieRow(*row)) for from_kind, to_kind, row in rows]


async def _stated_around(scope: Scope, persons: Sequence[str], kinds: Collection[DerivedKind]) -> list[StatedTie]:
    """What the derived ties of some persons rest on: three trips, two of them at a time."""
    basis = _basis(kinds)
    around = [kind.value for kind in (TieKind.PART_OF, TieKind.SUCCEEDED) if kind.value in basis]
    there = [kind for kind in basis if kind not in around]

    async def read(_: list[str]) -> dict[str, list[StatedTie]]:
        rows = await scope.read("read/basis_ties", kinds=around, limit=MOST_AROUND + 1)
        return {"all": _stated(rows, MOST_AROUND)}

    async def parts() -> list[StatedTie]:
        # The same whoever is asked about: read once for all levels of a request.
        return await scope.batch(("derived.around", *around), read).get("all") if around else []

    own, context = await asyncio.gather(
        _at(scope, persons, outgoing=there, incoming=[], only_heads=[]),
        parts(),
    )
    bodies = {tie.row.to_id for tie in own}
    above, below = _around_bodies(own, context)
    met = await _at(
        scope, sorted(bodies | above | below), outgoing=[], incoming=there, only_heads=sorted(above - bodies - below)
    )
    return [*context, *met]


def _around_bodies(own: Iterable[StatedTie], context: Iterable[StatedTie]) -> tuple[set[str], set[str]]:
    """The bodies above those that the persons served, and those below the ones that they headed."""
    up: dict[str, set[str]] = {}
    down: dict[str, set[str]] = {}
    for tie in context:
        if tie.row.kind == TieKind.PART_OF.value:
            up.setdefault(tie.row.from_id, set()).add(tie.row.to_id)
            down.setdefault(tie.row.to_id, set()).add(tie.row.from_id)
    posts = [tie.row for tie in own if tie.row.kind == TieKind.HOLDS_POST.value]
    return _reached({post.to_id for post in posts}, up), _reached({post.to_id for post in posts if post.head}, down)


def _reached(start: set[str], steps: dict[str, set[str]]) -> set[str]:
    seen, level = set(start), start
    for _ in range(STEPS_UP):
        level = {there for here in level for there in steps.get(here, ())} - seen
        seen |= level
    return seen - start


async def _at(
    scope: Scope, ids: Sequence[str], *, outgoing: list[str], incoming: list[str], only_heads: Sequence[str] = ()
) -> list[StatedTie]:
    if not ids:
        return []
    rows = await scope.read(
        "read/basis_ties_at",
        ids=list(ids),
        outgoing=outgoing,
        incoming=incoming,
        only_heads=list(only_heads),
        limit=MOST_TIES + 1,
    )
    return _stated(rows, MOST_TIES)


def page(scope: Scope, every: Iterable[Derived], other: str | None, asked: Window) -> Connection[DerivedTie]:
    """One page of derived ties, those with the other entity where one is given."""
    found = [each for each in every if other is None or other in (each.from_id, each.to_id)]
    return page_of(asked, [DerivedTie.of(scope, each) for each in found], [each.key for each in found])


@strawberry.type
class PersonsDerivedTies:
    """The field of a person."""

    if TYPE_CHECKING:
        id: strawberry.ID
        scope: Scope

    @strawberry.field(
        description=(
            "Ties that nobody states, derived from the stated ones of this view: by earliest start and id; with asOf "
            "those that hold on that day, as each kind says."
        ),
        metadata={COSTLY: True},
    )
    async def derived_ties(
        self,
        kinds: Annotated[
            list[DerivedKind] | None,
            strawberry.argument(description="Only derived ties of these kinds; all unless said."),
        ] = strawberry.UNSET,
        with_: Annotated[
            strawberry.ID | None, strawberry.argument(name="with", description="Only those with this person.")
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[DerivedTie]:
        known = await self.scope.request.identities()
        wanted, other = kinds_asked(kinds), known.of(with_) if with_ else None
        asked = window(("person.derived", wanted, other, self.scope.key), first, after)
        return page(self.scope, await derived_of(self.scope, self.id, wanted), other, asked)
