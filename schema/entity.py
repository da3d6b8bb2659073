"""Entities: persons, institutions, clans, countries, events and places."""

import json
from typing import Annotated, Any, NamedTuple

import strawberry

from schema.edtf import FUTURE, PAST, Bounds, hull, span
from schema.kinds import TieKind
from schema.node import Node
from schema.paging import After, Before, Connection, First, Last, Window, page, window
from schema.remark import Remark, remarks_page
from schema.scalars import EDTF
from schema.scope import Scope
from schema.source import Source, sources
from schema.tie import Tie, TieSelection, kinds_asked, ties_page
from schema.vocabulary import EntityKind, TieDirection

Kinds = Annotated[list[TieKind] | None, strawberry.argument(description="Only ties of these kinds; all unless said.")]


@strawberry.type(description="One spelling of an entity's name. Where it was borne for a time only, from start to end.")
class Name:
    text: str = strawberry.field(description="The name as written.")
    language: str | None = strawberry.field(description="The language whose spelling it is (BCP 47): en, ru, kk, de.")
    script: str | None = strawberry.field(description="The script it is written in (ISO 15924): Latn, Cyrl.")
    preferred: bool = strawberry.field(description="Whether it is the one that the entity goes by here.")
    start: EDTF | None = strawberry.field(description="From when it was borne.")
    end: EDTF | None = strawberry.field(description="Until when it was borne.")
    source_ids: strawberry.Private[list[str]]
    scope: strawberry.Private[Scope]

    @strawberry.field(description="The sources that use this spelling.")
    async def sources(self) -> list[Source]:
        return await sources(self.scope, self.source_ids)


@strawberry.type(description="An identifier in another register.")
class ExternalId:
    scheme: str = strawberry.field(description="The register: wikidata, iso3166, opensanctions …")
    value: str = strawberry.field(description="The identifier there.")


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
        return await self._ties(selection, first, after, last, before)

    @strawberry.field(description="What sources say of it that is no tie, by reported day and id.")
    async def remarks(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Remark]:
        asked = window(("entity.remarks", self.scope.key), first, after)
        return await remarks_page(self.scope, "read/remarks_of_entities", self.id, asked)

    async def _ties(
        self,
        selection: TieSelection,
        first: int | None,
        after: str | None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Tie]:
        asked = window(("entity.ties", selection, self.scope.key), first, after, last, before)
        return await ties_page(self.scope, self.id, selection, asked)


@strawberry.type(description="A human being.")
class Person(Entity):
    @strawberry.field(description="When they were born, as precisely as it is known.")
    def born(self) -> EDTF | None:
        return EDTF(self.row.born) if self.row.born else None

    @strawberry.field(description="When they died, as precisely as it is known; null for the living and the unknown.")
    def died(self) -> EDTF | None:
        return EDTF(self.row.died) if self.row.died else None

    @strawberry.field(description="The posts that they hold in this view; all over time where it has no asOf.")
    async def posts(
        self,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(TieSelection(outgoing=(TieKind.HOLDS_POST,)), first, after, last, before)

    @strawberry.field(description="Ties to whoever is said to be their patron, appointed them, or is their superior.")
    async def patrons(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        above = TieSelection(outgoing=(TieKind.REPORTS_TO,), incoming=(TieKind.PATRON_OF, TieKind.APPOINTED))
        return await self._ties(above, first, after)

    @strawberry.field(description="Ties to those whose patron, appointer or superior they are.")
    async def clients(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        below = TieSelection(outgoing=(TieKind.PATRON_OF, TieKind.APPOINTED), incoming=(TieKind.REPORTS_TO,))
        return await self._ties(below, first, after)

    @strawberry.field(description="Ties of kinship, by blood and by marriage.")
    async def kin(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        either = (TieKind.KIN_OF,)
        return await self._ties(TieSelection(outgoing=either, incoming=either), first, after)

    @strawberry.field(description="Ties to the clans that they are members of or lead.")
    async def clans(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        circles = TieSelection(outgoing=(TieKind.MEMBER_OF, TieKind.LEADS), other=EntityKind.CLAN)
        return await self._ties(circles, first, after)


@strawberry.type(description="A body with offices or members: a ministry, party, company, court, alliance, newspaper.")
class Institution(Entity):
    @strawberry.field(description="Whoever heads it in this view; all heads over time where the view has no asOf.")
    async def heads(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        return await self._ties(TieSelection(incoming=(TieKind.HOLDS_POST,), heads=True), first, after)

    @strawberry.field(description="Whoever holds a post there in this view, heads included.")
    async def holders(
        self,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        return await self._ties(TieSelection(incoming=(TieKind.HOLDS_POST,)), first, after, last, before)

    @strawberry.field(description="The country that it is part of or located in, in this view.")
    async def country(self) -> "Country | None":
        return await country_of(self.scope, self.id)


@strawberry.type(description="An informal group: family circle, faction, team, following.")
class Clan(Entity):
    @strawberry.field(description="Ties to whoever leads it in this view.")
    async def leaders(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        return await self._ties(TieSelection(incoming=(TieKind.LEADS,)), first, after)

    @strawberry.field(description="Ties to its members in this view.")
    async def members(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        return await self._ties(TieSelection(incoming=(TieKind.MEMBER_OF,)), first, after)


@strawberry.type(description="A state, present or past.")
class Country(Entity):
    @strawberry.field(description="Ties to the institutions that are part of it or located in it, in this view.")
    async def institutions(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        inside = TieSelection(incoming=(TieKind.PART_OF, TieKind.LOCATED_IN), other=EntityKind.INSTITUTION)
        return await self._ties(inside, first, after)

    @strawberry.field(description="Ties to the alliances and bodies that it is a member of, in this view.")
    async def memberships(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        return await self._ties(TieSelection(outgoing=(TieKind.MEMBER_OF,)), first, after)


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

        days = await self.scope.batch("event_dates", load).get(self.id)
        sides = [Bounds(*edge) for row in days or [] for edge in (row[:2], row[2:])]
        dated = [side for side in sides if side.lo != PAST and side.hi != FUTURE]
        if not dated:
            return None
        whole = hull(dated)
        return EDTF(span(whole.lo, whole.hi))

    @strawberry.field(description="Ties to whoever took part in it.")
    async def participants(self, first: First = strawberry.UNSET, after: After = strawberry.UNSET) -> Connection[Tie]:
        return await self._ties(TieSelection(incoming=(TieKind.TOOK_PART_IN,)), first, after)


@strawberry.type(description="A city, region or building.")
class Place(Entity):
    @strawberry.field(description="The country that it is part of or located in, in this view.")
    async def country(self) -> Country | None:
        return await country_of(self.scope, self.id)


TYPES: dict[EntityKind, type[Entity]] = {
    EntityKind.PERSON: Person,
    EntityKind.INSTITUTION: Institution,
    EntityKind.CLAN: Clan,
    EntityKind.COUNTRY: Country,
    EntityKind.EVENT: Event,
    EntityKind.PLACE: Place,
}
_KINDS = {kind.value: kind for kind in EntityKind}
_BY_NAME = {kind.value: type_ for kind, type_ in TYPES.items()}


def made(scope: Scope, row: list[Any]) -> Entity:
    """An entity from a row of `fragments/entity_row`, of the type that its kind says."""
    found = EntityRow(*row)
    return _BY_NAME[found.kind](
        id=strawberry.ID(found.id),
        kind=_KINDS[found.kind],
        name=found.name,
        description=found.description,
        identified=found.identified,
        row=found,
        scope=scope,
    )


async def entity(scope: Scope, identity: str) -> Entity | None:
    """An entity by id, in every view; all that are asked for on one level in one trip."""

    async def load(ids: list[str]) -> dict[str, list[Any]]:
        return {row[0]: row for row in await scope.read("read/entities_by_id", ids=ids)}

    row = await scope.request.batch("entity", load).get(identity)
    return made(scope, row) if row else None


async def entity_or_fail(scope: Scope, identity: str) -> Entity:
    """An entity that another record refers to."""
    found = await entity(scope, identity)
    if found is None:
        raise LookupError(f"no record of the entity {identity}")
    return found


async def entities_page(scope: Scope, kind: EntityKind, asked: Window) -> Connection[Any]:
    """One page of the entities of a kind that something known in the view speaks of."""
    ((_, rows, total),) = await scope.read("read/entities_page", kind=kind.value, **asked.parameters)
    found = [made(scope, row) for row in rows]
    return page(asked, found, [(each.row.sort_name, each.id) for each in found], total)


async def country_of(scope: Scope, identity: str) -> Country | None:
    """The nearest country through PART_OF and LOCATED_IN, in the view."""

    async def load(ids: list[str]) -> dict[str, Any]:
        return dict(await scope.read("read/countries_of", ids=ids))

    country_id = await scope.batch("country_of", load).get(identity)
    found = await entity(scope, country_id) if country_id else None
    return found if isinstance(found, Country) else None
