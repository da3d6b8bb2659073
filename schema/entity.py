"""Entities: what persons, institutions, clans, countries, events and places have in common."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.filters import WhichStatements, WhichTies, remarks_where
from schema.kinds import TieKind
from schema.name import ExternalId, Name
from schema.node import Node
from schema.orders import StatementOrders, TieOrders, ordered
from schema.paging import After, Before, Connection, First, Last, window
from schema.remark import OF_ENTITIES, Remark, remarks_page
from schema.rows import EntityRow
from schema.scope import TOGETHER, Scope
from schema.source import Source, sources
from schema.tie import Tie, kinds_asked
from schema.tie_fields import TieSelection, ties_of
from schema.vocabulary import EntityKind, TieDirection

Kinds = Annotated[list[TieKind] | None, strawberry.argument(description="Only ties of these kinds; all unless said.")]


def names_of(scope: Scope, row: EntityRow) -> list[Name]:
    """All names of an entity's record, the preferred one first."""
    found = [
        Name(
            text=name["text"],
            language=name.get("language"),
            script=name.get("script"),
            preferred=name.get("preferred", False),
            start=name.get("start"),
            end=name.get("end"),
            source_ids=name.get("sources", []),
            scope=scope,
        )
        for name in json.loads(row.names)
    ]
    return sorted(found, key=lambda name: not name.preferred)


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
        return names_of(self.scope, self.row)

    @strawberry.field(description="Who says what stands on this record.")
    async def sources(self) -> list[Source]:
        return await sources(self.scope, self.row.sources)

    @strawberry.field(description="Identifiers elsewhere: wikidata, iso3166, opensanctions …")
    def external_ids(self) -> list[ExternalId]:
        return [ExternalId(scheme=scheme, value=value) for scheme, value in json.loads(self.row.external_ids)]

    @strawberry.field(
        description=(
            "Other ids under which it answers: those that data sets gave it before it was known, by an identifier or "
            "by somebody's decision, to be one."
        )
    )
    def other_ids(self) -> list[strawberry.ID]:
        return [strawberry.ID(each) for each in self.row.members or () if each != self.id]

    @strawberry.field(
        description="Its ties that this view holds, by earliest start and id unless said otherwise.",
        metadata={TOGETHER: lambda entities, **asked: _ties(entities, **asked)},
    )
    async def ties(
        self,
        info: Info[Any, Any],
        kinds: Kinds = strawberry.UNSET,
        direction: Annotated[
            TieDirection | None, strawberry.argument(description="Which end of the tie the entity is.")
        ] = TieDirection.BOTH,
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        asked = {"filter": filter, "order_by": order_by, "first": first, "after": after, "last": last, "before": before}
        (found,) = await _ties([self], info, kinds, direction, **asked)
        return found

    @strawberry.field(description="What sources say of it that is no tie.")
    async def remarks(
        self,
        filter: WhichStatements = strawberry.UNSET,
        order_by: StatementOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Remark]:
        where, order = remarks_where(filter), ordered(order_by)
        asked = window(("entity.remarks", self.scope.key), first, after, where=where, order=order)
        return await remarks_page(self.scope, OF_ENTITIES, self.id, asked)


async def _ties(
    entities: Sequence[Entity],
    info: Info[Any, Any],
    kinds: list[TieKind] | None = None,
    direction: TieDirection | None = TieDirection.BOTH,
    **asked: Any,
) -> list[Connection[Tie]]:
    """As `ties_of`, whose other arguments `asked` holds."""
    wanted = kinds_asked(kinds)
    selection = TieSelection(
        outgoing=wanted if direction is not TieDirection.INCOMING else (),
        incoming=wanted if direction is not TieDirection.OUTGOING else (),
    )
    return await ties_of(entities, info, selection, **asked)
