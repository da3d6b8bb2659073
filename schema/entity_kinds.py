"""The kinds of entities, each with the ties that make it what it is."""

from typing import Any

import strawberry
from strawberry.types import Info

from schema.derived import PersonsDerivedTies
from schema.edtf import span
from schema.entity import Entity
from schema.filters import WhichTies
from schema.kinds import TieKind
from schema.moments import event_days
from schema.orders import TieOrders
from schema.paging import After, Before, Connection, First, Last
from schema.resolution import FourDays
from schema.scalars import EDTF
from schema.tie import Tie, TieSelection
from schema.vocabulary import EntityKind


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
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(
            info, TieSelection(outgoing=(TieKind.HOLDS_POST,)), filter, order_by, first, after, last, before
        )

    @strawberry.field(description="Ties to whoever is said to be their patron, appointed them, or is their superior.")
    async def patrons(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        above = TieSelection(outgoing=(TieKind.REPORTS_TO,), incoming=(TieKind.PATRON_OF, TieKind.APPOINTED))
        return await self._ties(info, above, filter, order_by, first, after)

    @strawberry.field(description="Ties to those whose patron, appointer or superior they are.")
    async def clients(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        below = TieSelection(outgoing=(TieKind.PATRON_OF, TieKind.APPOINTED), incoming=(TieKind.REPORTS_TO,))
        return await self._ties(info, below, filter, order_by, first, after)

    @strawberry.field(description="Ties of kinship, by blood and by marriage.")
    async def kin(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        either = (TieKind.KIN_OF,)
        return await self._ties(info, TieSelection(outgoing=either, incoming=either), filter, order_by, first, after)

    @strawberry.field(description="Ties to the clans that they are members of or lead.")
    async def clans(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        circles = TieSelection(outgoing=(TieKind.MEMBER_OF, TieKind.LEADS), other=EntityKind.CLAN)
        return await self._ties(info, circles, filter, order_by, first, after)


@strawberry.type(description="A body with offices or members: a ministry, party, company, court, alliance, newspaper.")
class Institution(Entity):
    @strawberry.field(description="Whoever heads it in this view; all heads over time where the view has no asOf.")
    async def heads(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(
            info, TieSelection(incoming=(TieKind.HOLDS_POST,), heads=True), filter, order_by, first, after
        )

    @strawberry.field(description="Whoever holds a post there in this view, heads included.")
    async def holders(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(
            info, TieSelection(incoming=(TieKind.HOLDS_POST,)), filter, order_by, first, after, last, before
        )

    @strawberry.field(
        description="The country that it is part of or located in, in this view; the nearest within ten steps."
    )
    async def country(self) -> "Country | None":
        from schema.entities import country_of

        return await country_of(self.scope, self.id)


@strawberry.type(description="An informal group: family circle, faction, team, following.")
class Clan(Entity):
    @strawberry.field(description="Ties to whoever leads it in this view.")
    async def leaders(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(incoming=(TieKind.LEADS,)), filter, order_by, first, after)

    @strawberry.field(description="Ties to its members in this view.")
    async def members(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(incoming=(TieKind.MEMBER_OF,)), filter, order_by, first, after)


@strawberry.type(description="A state, present or past.")
class Country(Entity):
    @strawberry.field(description="Ties to the institutions that are part of it or located in it, in this view.")
    async def institutions(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        inside = TieSelection(incoming=(TieKind.PART_OF, TieKind.LOCATED_IN), other=EntityKind.INSTITUTION)
        return await self._ties(info, inside, filter, order_by, first, after)

    @strawberry.field(description="Ties to the alliances and bodies that it is a member of, in this view.")
    async def memberships(
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(outgoing=(TieKind.MEMBER_OF,)), filter, order_by, first, after)


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
        self,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(info, TieSelection(incoming=(TieKind.TOOK_PART_IN,)), filter, order_by, first, after)


@strawberry.type(description="A city, region or building.")
class Place(Entity):
    @strawberry.field(
        description="The country that it is part of or located in, in this view; the nearest within ten steps."
    )
    async def country(self) -> Country | None:
        from schema.entities import country_of

        return await country_of(self.scope, self.id)
