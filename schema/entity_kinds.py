"""The kinds of entities, each with the ties that make it what it is."""

from typing import Any

import strawberry

from schema.derived import PersonsDerivedTies
from schema.edtf import span
from schema.entity import Entity
from schema.kinds import TieKind
from schema.moments import event_days
from schema.resolution import FourDays
from schema.scalars import EDTF
from schema.tie_fields import TieSelection, ties_field
from schema.vocabulary import EntityKind

POSTS = (TieKind.HOLDS_POST,)
KIN = (TieKind.KIN_OF,)


@strawberry.type(description="A human being.")
class Person(PersonsDerivedTies, Entity):
    @strawberry.field(description="When they were born, as precisely as it is known.")
    def born(self) -> EDTF | None:
        return EDTF(self.row.born) if self.row.born else None

    @strawberry.field(description="When they died, as precisely as it is known; null for the living and the unknown.")
    def died(self) -> EDTF | None:
        return EDTF(self.row.died) if self.row.died else None

    posts = ties_field(
        "The posts that they hold in this view; all over time where it has no asOf.",
        TieSelection(outgoing=POSTS),
        from_the_back=True,
    )
    patrons = ties_field(
        "Ties to whoever is said to be their patron, appointed them, or is their superior.",
        TieSelection(outgoing=(TieKind.REPORTS_TO,), incoming=(TieKind.PATRON_OF, TieKind.APPOINTED)),
    )
    clients = ties_field(
        "Ties to those whose patron, appointer or superior they are.",
        TieSelection(outgoing=(TieKind.PATRON_OF, TieKind.APPOINTED), incoming=(TieKind.REPORTS_TO,)),
    )
    kin = ties_field("Ties of kinship, by blood and by marriage.", TieSelection(outgoing=KIN, incoming=KIN))
    clans = ties_field(
        "Ties to the clans that they are members of or lead.",
        TieSelection(outgoing=(TieKind.MEMBER_OF, TieKind.LEADS), other=EntityKind.CLAN),
    )


@strawberry.type(description="A body with offices or members: a ministry, party, company, court, alliance, newspaper.")
class Institution(Entity):
    heads = ties_field(
        "Whoever heads it in this view; all heads over time where the view has no asOf.",
        TieSelection(incoming=POSTS, heads=True),
    )
    holders = ties_field(
        "Whoever holds a post there in this view, heads included.", TieSelection(incoming=POSTS), from_the_back=True
    )

    @strawberry.field(
        description="The country that it is part of or located in, in this view; the nearest within ten steps."
    )
    async def country(self) -> "Country | None":
        from schema.entities import country_of

        return await country_of(self.scope, self.id)


@strawberry.type(description="An informal group: family circle, faction, team, following.")
class Clan(Entity):
    leaders = ties_field("Ties to whoever leads it in this view.", TieSelection(incoming=(TieKind.LEADS,)))
    members = ties_field("Ties to its members in this view.", TieSelection(incoming=(TieKind.MEMBER_OF,)))


@strawberry.type(description="A state, present or past.")
class Country(Entity):
    institutions = ties_field(
        "Ties to the institutions that are part of it or located in it, in this view.",
        TieSelection(incoming=(TieKind.PART_OF, TieKind.LOCATED_IN), other=EntityKind.INSTITUTION),
    )
    memberships = ties_field(
        "Ties to the alliances and bodies that it is a member of, in this view.",
        TieSelection(outgoing=(TieKind.MEMBER_OF,)),
    )


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

    participants = ties_field("Ties to whoever took part in it.", TieSelection(incoming=(TieKind.TOOK_PART_IN,)))


@strawberry.type(description="A city, region or building.")
class Place(Entity):
    @strawberry.field(
        description="The country that it is part of or located in, in this view; the nearest within ten steps."
    )
    async def country(self) -> Country | None:
        from schema.entities import country_of

        return await country_of(self.scope, self.id)
