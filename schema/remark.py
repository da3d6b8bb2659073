"""Remarks: what a source says of an entity that is no tie to another."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from schema.node import Node
from schema.paging import NOTHING, Connection, Window, by_id, page
from schema.rows import RemarkRow
from schema.scalars import EDTF, Date, DateTime
from schema.scope import Scope
from schema.source import Source, source
from schema.vocabulary import MODALITIES, STANCES, Modality, Stance

if TYPE_CHECKING:
    from schema.entity import Entity


@strawberry.type(
    description=(
        "What a source says of an entity that is no tie to another: an assessment, a number, a state, an utterance; "
        "in our own words."
    )
)
class Remark(Node):
    about_id: strawberry.Private[str]
    text: str = strawberry.field(description="What is said, in our own words.")
    date: EDTF | None = strawberry.field(description="When it was so.")
    stance: Stance = strawberry.field(description="Whether the source says it or denies it.")
    modality: Modality = strawberry.field(description="In which voice the source says it.")
    reported_on: EDTF = strawberry.field(description="The day on which the public could first read it.")
    source_id: strawberry.Private[str]
    attributed_to_id: strawberry.Private[str | None]
    retracted_on: Date | None = strawberry.field(description="The day from which the source no longer says so.")
    recorded_at: DateTime = strawberry.field(description="When this service wrote the remark down.")
    withdrawn_at: DateTime | None = strawberry.field(description="When this service wrote its retraction down.")
    known_from: strawberry.Private[str]
    scope: strawberry.Private[Scope]

    @classmethod
    def of(cls, scope: Scope, row: RemarkRow) -> "Remark":
        known = scope.request.known
        return cls(
            id=strawberry.ID(row.id), about_id=known.of(row.about), text=row.text, date=row.date,
            stance=STANCES[row.stance], modality=MODALITIES[row.modality], reported_on=row.reported_on,
            source_id=row.source, attributed_to_id=known.of(row.attributed_to) if row.attributed_to else None,
            retracted_on=row.retracted_on, recorded_at=row.recorded_at, withdrawn_at=row.withdrawn_at,
            known_from=row.known_from, scope=scope,
        )  # fmt: skip

    @property
    def key(self) -> tuple[str, str]:
        """By what remarks are ordered: the reported day and the id."""
        return (self.known_from, self.id)

    @strawberry.field(description="The entity that it speaks of.")
    async def about(self) -> Annotated["Entity", strawberry.lazy("schema.entity")]:
        from schema.entities import entity_or_fail

        return await entity_or_fail(self.scope, self.about_id)

    @strawberry.field(description="The source that says it.")
    async def source(self) -> Source:
        found = await source(self.scope, self.source_id)
        assert found is not None, self.source_id
        return found

    @strawberry.field(description="Who the source says it comes from.")
    async def attributed_to(self) -> Annotated["Entity", strawberry.lazy("schema.entity")] | None:
        from schema.entities import entity

        return await entity(self.scope, self.attributed_to_id) if self.attributed_to_id else None


OF_ENTITIES = "read/remarks_of_entities"


async def remarks_of_entities(scope: Scope, ids: Iterable[str], **reading: Any) -> Any:
    """The answer of `read/remarks_of_entities` for these ids: remarks about any id of each entity."""
    known = await scope.request.identities()
    return await scope.read(OF_ENTITIES, asked=[[identity, known.every(identity)] for identity in ids], **reading)


async def remarks_page(scope: Scope, name: str, of: str, asked: Window) -> Connection[Remark]:
    """One page of the remarks about an entity or of a source; one trip for all that ask alike on one level."""

    async def load(ids: list[str]) -> dict[str, Any]:
        if name == OF_ENTITIES:
            return by_id(await remarks_of_entities(scope, ids, **asked.reading))
        return by_id(await scope.read(name, ids=ids, **asked.reading))

    found, keys, total = await scope.batch((name, asked.key), load).get(of) or NOTHING
    return page(asked, [Remark.of(scope, RemarkRow(*row)) for row in found], keys, total)


async def all_remarks_page(scope: Scope, asked: Window) -> Connection[Remark]:
    """One page of all remarks that a view holds."""
    ((_, rows, keys, total),) = await scope.read("read/remarks_page", **asked.reading)
    return page(asked, [Remark.of(scope, RemarkRow(*row)) for row in rows], keys, total)


async def remark(scope: Scope, identity: str) -> Remark | None:
    """A remark by id, a retracted one too."""

    async def load(ids: list[str]) -> dict[str, Remark]:
        rows = map(RemarkRow._make, await scope.read("read/remarks_by_id", ids=ids))
        return {row.id: Remark.of(scope, row) for row in rows}

    found: Remark | None = await scope.batch("remark", load).get(identity)
    return found
