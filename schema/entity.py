"""Entities: persons, institutions, clans, countries, events and places."""

import json
from typing import Annotated, Any, NamedTuple

import strawberry
from strawberry.types import Info

from schema.derived import PersonsDerivedTies
from schema.edtf import span
from schema.kinds import TieKind
from schema.moments import event_days
from schema.name import ExternalId, Name
from schema.node import Node
from schema.paging import After, Before, Connection, First, Last, asks_for_nodes_with, window
from schema.remark import Remark, remarks_page
from schema.resolution import FourDays
from schema.scalars import EDTF
from schema.scope import Scope
from schema.source import Source, sources
from schema.tie import ENDS, Tie, TieSelection, kinds_asked, ties_page
from schema.vocabulary import EntityKind, TieDirection

Kinds = Annotated[list[TieKind] | None, strawberry.argument(description="Only ties of these kinds; all unless said.")]


class EntityRow(NamedTuple):
    """An entity's record as `fragments/entity_row` gives it, in the same order."""

    id: str
    kind: str
    name: str
    names: str
    description: str | None
    identified: bool
    born: str | None
    died: str | None
    external_ids: str
    sources: list[str]
    sort_name: str


@strawberry.interface(
    description=(
        "A person, institution, clan, country, event or place. The id is a readable slug, unique across all kinds: "
        "karim-masimov, knb, kazakhstan."
    )
)
class Entity(Node):
    name: str = strawberry.field(description="The preferred English name.")
    description: str | None = strawberry.field(description="Who or what it is, in a few words.")
    identified: bool = strawberry.field(
        description="False where the sources leave open who or what it is: an unnamed nephew."
    )
    kind: EntityKind = strawberry.field(description="What it is.")
    row: strawberry.Private[EntityRow]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="Every spelling of its name, with the sources that use it; the preferred one first.")
    def names(self) -> list[Name]:
        found = [
            Name(
                text=name["text"],
                language=name.get("language"),
                script=name.get("script"),
                preferred=name.get("preferred", False),
                start=name.get("start"),
                end=name.get("end"),
                source_ids=name.get("sources", []),
                scope=self.scope,
            )
            for name in json.loads(self.row.names)
        ]
        return sorted(found, key=lambda name: not name.preferred)

    @strawberry.field(description="Who says what stands on this record.")
    async def sources(self) -> list[Source]:
        return await sources(self.scope, self.row.sources)

    @strawberry.field(description="Identifiers elsewhere: wikidata, iso3166, opensanctions …")
    def external_ids(self) -> list[ExternalId]:
        return [ExternalId(scheme=scheme, value=value) for scheme, value in json.loads(self.row.external_ids)]

    @strawberry.field(description="Its ties that this view holds, by earliest start and id.")
    async def ties(
        self,
        info: Info[Any, Any],
        kinds: Kinds = strawberry.UNSET,
        direction: Annotated[
            TieDirection | None, strawberry.argument(description="Which end of the tie the entity is.")
        ] = TieDirection.BOTH,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        wanted = kinds_asked(kinds)
        selection = TieSelection(
            outgoing=wanted if direction is not TieDirection.INCOMING else (),
            incoming=wanted if direction is not TieDirection.OUTGOING else (),
        )
        return await self._ties(info, selection, first, after, last, before)

    @strawberry.field(description="What sources say of it that is no tie, by reported day and id.")
    async def remarks(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Remark]:
        asked = window(("entity.remarks", self.scope.key), first, after)
        return await remarks_page(self.scope, "read/remarks_of_entities", self.id, asked)

    async def _ties(
        self,
        info: Info[Any, Any],
        selection: TieSelection,
        first: int | None,
        after: str | None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Tie]:
        asked = window(("entity.ties", selection, self.scope.key), first, after, last, before)
        return await ties_page(self.scope, self.id, selection, asked, with_ends=asks_for_nodes_with(info, ENDS))


@strawberry.type(description="A human being.")
class Person(PersonsDerivedTies, Entity):
    @strawberry.field(description="When they were born, as precisely as it is known.")
    def born(self) -> EDTF | None:
        return EDTF(self.row.born) if self.row.born else None

    @strawberry.field(description="When they died, as precisely as it is known; null for the living and the unknown.")
    def died(self) -> EDTF | None:
        return EDTF(self.row.died) if self.row.died else None

    @strawberry.field(description="The posts that they hold in this view; all over time where it has no asOf.")
    async def posts(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(outgoing=(TieKind.HOLDS_POST,)), first, after, last, before)

    @strawberry.field(description="Ties to whoever is said to be their patron, appointed them, or is their superior.")
    async def patrons(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        above = TieSelection(outgoing=(TieKind.REPORTS_TO,), incoming=(TieKind.PATRON_OF, TieKind.APPOINTED))
        return await self._ties(info, above, first, after)

    @strawberry.field(description="Ties to those whose patron, appointer or superior they are.")
    async def clients(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        below = TieSelection(outgoing=(TieKind.PATRON_OF, TieKind.APPOINTED), incoming=(TieKind.REPORTS_TO,))
        return await self._ties(info, below, first, after)

    @strawberry.field(description="Ties of kinship, by blood and by marriage.")
    async def kin(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        either = (TieKind.KIN_OF,)
        return await self._ties(info, TieSelection(outgoing=either, incoming=either), first, after)

    @strawberry.field(description="Ties to the clans that they are members of or lead.")
    async def clans(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        circles = TieSelection(outgoing=(TieKind.MEMBER_OF, TieKind.LEADS), other=EntityKind.CLAN)
        return await self._ties(info, circles, first, after)


@strawberry.type(description="A body with offices or members: a ministry, party, company, court, alliance, newspaper.")
class Institution(Entity):
    @strawberry.field(description="Whoever heads it in this view; all heads over time where the view has no asOf.")
    async def heads(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(incoming=(TieKind.HOLDS_POST,), heads=True), first, after)

    @strawberry.field(description="Whoever holds a post there in this view, heads included.")
    async def holders(
        self,
        info: Info[Any, Any],
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(incoming=(TieKind.HOLDS_POST,)), first, after, last, before)

    @strawberry.field(description="The country that it is part of or located in, in this view.")
    async def country(self) -> "Country | None":
        from schema.entities import country_of

        return await country_of(self.scope, self.id)


@strawberry.type(description="An informal group: family circle, faction, team, following.")
class Clan(Entity):
    @strawberry.field(description="Ties to whoever leads it in this view.")
    async def leaders(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(incoming=(TieKind.LEADS,)), first, after)

    @strawberry.field(description="Ties to its members in this view.")
    async def members(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(incoming=(TieKind.MEMBER_OF,)), first, after)


@strawberry.type(description="A state, present or past.")
class Country(Entity):
    @strawberry.field(description="Ties to the institutions that are part of it or located in it, in this view.")
    async def institutions(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        inside = TieSelection(incoming=(TieKind.PART_OF, TieKind.LOCATED_IN), other=EntityKind.INSTITUTION)
        return await self._ties(info, inside, first, after)

    @strawberry.field(description="Ties to the alliances and bodies that it is a member of, in this view.")
    async def memberships(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(outgoing=(TieKind.MEMBER_OF,)), first, after)


@strawberry.type(description="Something that happened: a protest, a meeting, a summit, an attack.")
class Event(Entity):
    @strawberry.field(
        description=(
            "From the earliest to the latest day of its ties: who took part, and where it was; null if none is dated."
        )
    )
    async def date(self) -> EDTF | None:
        async def load(ids: list[str]) -> dict[str, Any]:
            return dict(await self.scope.read("read/event_dates", ids=ids))

        rows = await self.scope.batch("event_dates", load).get(self.id)
        whole = event_days(FourDays(*row) for row in rows or [])
        return EDTF(span(whole.lo, whole.hi)) if whole else None

    @strawberry.field(description="Ties to whoever took part in it.")
    async def participants(
        self, info: Info[Any, Any], first: First = strawberry.UNSET, after: After = strawberry.UNSET
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(incoming=(TieKind.TOOK_PART_IN,)), first, after)


@strawberry.type(description="A city, region or building.")
class Place(Entity):
    @strawberry.field(description="The country that it is part of or located in, in this view.")
    async def country(self) -> Country | None:
        from schema.entities import country_of

        return await country_of(self.scope, self.id)
