"""What a view holds, page by page, for the formats to write.

Everything is read through the API's own functions in the view's scope, so that an export says what the API says. A page
is read by a request of its own on the same data version: of a large graph only one page is in memory, and the ids of
what has been written.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from schema.arguments import known_entity
from schema.claim import Claim, all_claims_page, claims_of_tie
from schema.dispute import Dispute, disputes
from schema.entities import entities, entities_page
from schema.entity import Entity
from schema.errors import TooBroad
from schema.kinds import TieKind
from schema.paging import Connection, Window
from schema.remark import OF_ENTITIES, Remark, all_remarks_page, remarks_page
from schema.scope import Request, Scope
from schema.source import Source, sources, sources_page
from schema.tie import Tie, all_ties_page
from schema.tie_fields import TieSelection, ties_page
from schema.vocabulary import EntityKind
from service.exports.asking import Asked
from service.sync.store import batches

T = TypeVar("T")

PAGE = 2_000
# How many entities are asked about at once.
CHUNK = 250
# A neighbourhood of more entities than this is not exported: the set of them is kept in memory.
WIDEST = 20_000

_ALL_KINDS = tuple(TieKind)
_EITHER_WAY = TieSelection(outgoing=_ALL_KINDS, incoming=_ALL_KINDS)
_OUTGOING = TieSelection(outgoing=_ALL_KINDS)


@dataclass
class Mentioned:
    """What the ties of a view name: the entities at their ends and as institutions, and the institutions owned."""

    entities: set[str] = field(default_factory=set)
    owned: set[str] = field(default_factory=set)


class Holdings:
    """What a view holds, or what of it lies around some entities. All methods give lists, a page each."""

    def __init__(self, scope: Scope, asked: Asked, version: int, around: frozenset[str] | None, page: int) -> None:
        """`around`: the entities reached, None for all."""
        self.scope, self.asked, self.version, self._around, self._page = scope, asked, version, around, page
        self._mentioned: Mentioned | None = None

    @classmethod
    async def of(cls, scope: Scope, asked: Asked, page: int = PAGE) -> "Holdings":
        """Raises NotFound for an entity in `about` that is not there, TooBroad for too wide a neighbourhood."""
        version = await scope.request.version()
        around = None
        if asked.about:
            begun = {(await known_entity(scope, identity, "about")).id for identity in asked.about}
            around = await _neighbourhood(scope, begun, asked.depth, page)
        return cls(scope, asked, version, around, page)

    async def fresh(self) -> Scope:
        """The same view with nothing loaded."""
        return await _fresh(self.scope)

    async def ties(self) -> AsyncIterator[list[Tie]]:
        """The ties of the view; around some entities, those of which both ends are reached."""
        if self._around is None:
            async for page in _pages(self._page, lambda s, asked: all_ties_page(s, list(TieKind), asked), self.scope):
                yield page
            return
        for ids in batches(sorted(self._around), CHUNK):
            async for page in _pages_of_each(ids, self._page, _ties_of(_OUTGOING), self.scope):
                if inside := [tie for tie in page if tie.row.to_id in self._around]:
                    yield inside

    async def mentioned(self) -> Mentioned:
        """What the ties name; they are gone through once for it."""
        if self._mentioned is None:
            self._mentioned = Mentioned()
            async for page in self.ties():
                for tie in page:
                    row = tie.row
                    self._mentioned.entities.update(filter(None, (row.from_id, row.to_id, row.institution)))
                    if tie.kind() is TieKind.OWNS:
                        self._mentioned.owned.add(row.to_id)
        return self._mentioned

    async def entities(self, kinds: Sequence[EntityKind] = tuple(EntityKind)) -> AsyncIterator[list[Entity]]:
        """The entities of the view's lists or reached, and whatever else its ties name; of some kinds only."""
        seen: set[str] = set()
        if self._around is None:
            for kind in kinds:
                async for page in _pages(self._page, _of_kind(kind), self.scope):
                    seen.update(entity.id for entity in page)
                    yield page
        mentioned = (await self.mentioned()).entities
        for some in batches(sorted(mentioned.union(self._around or ()) - seen), self._page):
            found = (await by_id(await self.fresh(), some)).values()
            if chosen := [entity for entity in found if entity.kind in kinds]:
                yield chosen

    async def claims(self) -> AsyncIterator[list[Claim]]:
        """The claims that count in the view; around some entities, those on the ties there."""
        if self._around is None:
            async for page in _pages(self._page, all_claims_page, self.scope):
                yield page
            return
        async for ties in self.ties():
            for some in batches([tie.id for tie in ties], CHUNK):
                async for claims in _pages_of_each(some, self._page, claims_of_tie, self.scope):
                    yield claims

    async def remarks(self) -> AsyncIterator[list[Remark]]:
        """The remarks of the view; around some entities, those about them."""
        if self._around is None:
            async for page in _pages(self._page, all_remarks_page, self.scope):
                yield page
            return
        for ids in batches(sorted(self._around), CHUNK):
            async for page in _pages_of_each(ids, self._page, _remarks_of, self.scope):
                yield page

    async def questions(self) -> list[Dispute]:
        """The recorded questions that the view shows; around some entities, those about one of them."""
        found = await disputes(await self.fresh(), None, _window(10**9, None))
        return [
            each
            for each in found.nodes
            if each.question is not None and (self._around is None or self._around.intersection(each.about_ids))
        ]

    async def sources(self) -> AsyncIterator[list[Source]]:
        """The sources of what the view holds; around some entities, those of the ties and remarks there."""
        if self._around is None:
            async for page in _pages(self._page, sources_page, self.scope):
                yield page
            return
        ids: set[str] = set()
        async for ties in self.ties():
            ids.update(identity for tie in ties for identity in tie.row.sources)
        async for remarks in self.remarks():
            ids.update(remark.source_id for remark in remarks)
        for some in batches(sorted(ids), self._page):
            yield await sources(await self.fresh(), some)


async def holdings_of(request: Request, asked: Asked) -> Holdings:
    """What is asked for, in one data version throughout. Raises BadInput, NotFound or TooBroad."""
    await request.pin(asked.data_version)
    return await Holdings.of(Scope(request, asked.as_of, asked.known_at), asked)


async def by_id(scope: Scope, ids: Iterable[str]) -> dict[str, Entity]:
    """The entities that others refer to, in order of their ids."""
    return {str(entity.id): entity for entity in await entities(scope, sorted(set(ids)))}


async def _neighbourhood(scope: Scope, about: Iterable[str], depth: int, page: int) -> frozenset[str]:
    """The entities that at most `depth` ties of the view lead to. Raises TooBroad."""
    found, frontier = set(about), set(about)
    for _ in range(depth):
        reached: set[str] = set()
        for ids in batches(sorted(frontier), CHUNK):
            async for ties in _pages_of_each(ids, page, _ties_of(_EITHER_WAY), scope):
                reached.update(end for tie in ties for end in (tie.row.from_id, tie.row.to_id))
                if len(found | reached) > WIDEST:
                    raise TooBroad(
                        f"more than {WIDEST:,} entities lie around those in about",
                        suggestion="Narrow it: a smaller depth, fewer entities, an asOf; or export everything.",
                    )
        frontier = reached - found
        found |= reached
    return frozenset(found)


async def _fresh(scope: Scope) -> Scope:
    return replace(scope, request=await scope.request.afresh())


def _window(limit: int, after: tuple[Any, ...] | None) -> Window:
    """A page longer than the API gives: nobody pages through it from outside, so it needs no mark."""
    return Window(mark="export", limit=limit, backward=False, tail=None, after=after, before=None)


async def _pages(
    limit: int, fetch: Callable[[Scope, Window], Awaitable[Connection[T]]], scope: Scope
) -> AsyncIterator[list[T]]:
    """All pages of a list."""
    after: tuple[Any, ...] | None = None
    while True:
        found = await fetch(await _fresh(scope), _window(limit, after))
        if found.nodes:
            yield found.nodes
        if not found.more:
            return
        after = tuple(found.cursors[-1])


async def _pages_of_each(
    ids: Sequence[str], limit: int, fetch: Callable[[Scope, str, Window], Awaitable[Connection[T]]], scope: Scope
) -> AsyncIterator[list[T]]:
    """All pages of the lists of several things, in one trip as long as they are on their first page."""
    # What lists of one trip hold together is bounded by what one of them may hold, but for the many short ones.
    fresh, short = await _fresh(scope), max(1, limit // 10)
    first = _window(short, None)
    every = await asyncio.gather(*(fetch(fresh, identity, first) for identity in ids))
    for identity, found in zip(ids, every, strict=True):
        if found.nodes:
            yield found.nodes
        after = tuple(found.cursors[-1]) if found.more else None
        while after is not None:
            more = await fetch(await _fresh(scope), identity, _window(limit, after))
            yield more.nodes
            after = tuple(more.cursors[-1]) if more.more else None


def _of_kind(kind: EntityKind) -> Callable[[Scope, Window], Awaitable[Connection[Entity]]]:
    return lambda scope, asked: entities_page(scope, kind, asked)


def _ties_of(selection: TieSelection) -> Callable[[Scope, str, Window], Awaitable[Connection[Tie]]]:
    return lambda scope, identity, asked: ties_page(scope, identity, selection, asked)


def _remarks_of(scope: Scope, identity: str, asked: Window) -> Awaitable[Connection[Remark]]:
    return remarks_page(scope, OF_ENTITIES, identity, asked)
