"""The fields of a view that give records: one by id, or a list of all of a kind."""

from typing import Any, TypeVar

import strawberry
from strawberry.types import Info

from schema.arguments import Id, Kinds
from schema.claim import Claim, all_claims_page
from schema.entities import entities_page
from schema.entities import entity as find_entity
from schema.entity import Entity
from schema.entity_kinds import Clan, Country, Event, Institution, Person, Place
from schema.filters import (
    EntityFilter,
    WhichEntities,
    WhichStatements,
    WhichTies,
    claims_where,
    entities_where,
    remarks_where,
    ties_where,
)
from schema.orders import EntityOrder, EntityOrders, SourceOrders, StatementOrders, TieOrders, ordered
from schema.paging import BY_ID, After, Before, Connection, First, Last, asked_of_nodes, window
from schema.remark import Remark, all_remarks_page
from schema.scope import Scope, scope_of
from schema.source import Source, sources_page
from schema.source import source as find_source
from schema.tie import Tie, all_ties_page, kinds_asked
from schema.tie_fields import unread
from schema.vocabulary import EntityKind

K = TypeVar("K", bound=Entity)


@strawberry.type
class RecordFields:
    """Records by id and in lists."""

    @strawberry.field(description="An entity of any kind by its id; null where there is none. Answers in every view.")
    async def entity(self, info: Info[Any, Any], id: Id) -> Entity | None:
        return await find_entity(scope_of(self, info), id)

    @strawberry.field(description="A person by id; null where there is none.")
    async def person(self, info: Info[Any, Any], id: Id) -> Person | None:
        return await _of_kind(scope_of(self, info), id, Person)

    @strawberry.field(description="An institution by id; null where there is none.")
    async def institution(self, info: Info[Any, Any], id: Id) -> Institution | None:
        return await _of_kind(scope_of(self, info), id, Institution)

    @strawberry.field(description="A clan by id; null where there is none.")
    async def clan(self, info: Info[Any, Any], id: Id) -> Clan | None:
        return await _of_kind(scope_of(self, info), id, Clan)

    @strawberry.field(description="A country by id; null where there is none.")
    async def country(self, info: Info[Any, Any], id: Id) -> Country | None:
        return await _of_kind(scope_of(self, info), id, Country)

    @strawberry.field(description="An event by id; null where there is none.")
    async def event(self, info: Info[Any, Any], id: Id) -> Event | None:
        return await _of_kind(scope_of(self, info), id, Event)

    @strawberry.field(description="A place by id; null where there is none.")
    async def place(self, info: Info[Any, Any], id: Id) -> Place | None:
        return await _of_kind(scope_of(self, info), id, Place)

    @strawberry.field(description="A source by id; null where there is none.")
    async def source(self, info: Info[Any, Any], id: Id) -> Source | None:
        return await find_source(scope_of(self, info), id)

    @strawberry.field(description="The persons that something known in this view speaks of.")
    async def people(
        self,
        info: Info[Any, Any],
        filter: WhichEntities = strawberry.UNSET,
        order_by: EntityOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Person]:
        return await _list(scope_of(self, info), EntityKind.PERSON, filter, order_by, first, after, last, before)

    @strawberry.field(description="The institutions that something known in this view speaks of.")
    async def institutions(
        self,
        info: Info[Any, Any],
        filter: WhichEntities = strawberry.UNSET,
        order_by: EntityOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Institution]:
        return await _list(scope_of(self, info), EntityKind.INSTITUTION, filter, order_by, first, after, last, before)

    @strawberry.field(description="The clans that something known in this view speaks of.")
    async def clans(
        self,
        info: Info[Any, Any],
        filter: WhichEntities = strawberry.UNSET,
        order_by: EntityOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Clan]:
        return await _list(scope_of(self, info), EntityKind.CLAN, filter, order_by, first, after, last, before)

    @strawberry.field(description="The countries that something known in this view speaks of.")
    async def countries(
        self,
        info: Info[Any, Any],
        filter: WhichEntities = strawberry.UNSET,
        order_by: EntityOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Country]:
        return await _list(scope_of(self, info), EntityKind.COUNTRY, filter, order_by, first, after, last, before)

    @strawberry.field(
        description="The events that something known in this view speaks of, by name; none wholly after asOf."
    )
    async def events(
        self,
        info: Info[Any, Any],
        filter: WhichEntities = strawberry.UNSET,
        order_by: EntityOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Event]:
        return await _list(scope_of(self, info), EntityKind.EVENT, filter, order_by, first, after, last, before)

    @strawberry.field(description="The places that something known in this view speaks of.")
    async def places(
        self,
        info: Info[Any, Any],
        filter: WhichEntities = strawberry.UNSET,
        order_by: EntityOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Place]:
        return await _list(scope_of(self, info), EntityKind.PLACE, filter, order_by, first, after, last, before)

    @strawberry.field(description="The sources of which a claim or remark counts in this view, by id.")
    async def sources(
        self,
        info: Info[Any, Any],
        order_by: SourceOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Source]:
        scope = scope_of(self, info)
        asked = window(("sources", scope.key), first, after, last, before, order=ordered(order_by), keys=BY_ID)
        return await sources_page(scope, asked)

    @strawberry.field(description="All ties of this view, by earliest start and id.")
    async def ties(
        self,
        info: Info[Any, Any],
        kinds: Kinds = strawberry.UNSET,
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        scope, wanted = scope_of(self, info), kinds_asked(kinds)
        where, order = ties_where(filter, of_entity=False), ordered(order_by)
        asked = window(("ties", wanted, scope.key), first, after, last, before, where=where, order=order)
        return await all_ties_page(scope, list(wanted), asked, unread(asked_of_nodes(info)))

    @strawberry.field(description="All claims that count in this view, by reported day and id.")
    async def claims(
        self,
        info: Info[Any, Any],
        filter: WhichStatements = strawberry.UNSET,
        order_by: StatementOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Claim]:
        scope = scope_of(self, info)
        where, order = claims_where(filter), ordered(order_by)
        asked = window(("claims", scope.key), first, after, last, before, where=where, order=order)
        return await all_claims_page(scope, asked)

    @strawberry.field(description="All remarks that this view holds, by reported day and id.")
    async def remarks(
        self,
        info: Info[Any, Any],
        filter: WhichStatements = strawberry.UNSET,
        order_by: StatementOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Remark]:
        scope = scope_of(self, info)
        where, order = remarks_where(filter), ordered(order_by)
        asked = window(("remarks", scope.key), first, after, last, before, where=where, order=order)
        return await all_remarks_page(scope, asked)


async def _of_kind(scope: Scope, identity: str, kind: type[K]) -> K | None:
    found = await find_entity(scope, identity)
    return found if isinstance(found, kind) else None


async def _list(
    scope: Scope,
    kind: EntityKind,
    filter: EntityFilter | None,
    order_by: list[EntityOrder] | None,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[Any]:
    where, order = entities_where(filter), ordered(order_by)
    asked = window((kind.value, scope.key), first, after, last, before, where=where, order=order)
    return await entities_page(scope, kind, asked)
