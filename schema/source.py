"""Sources: the documents that say things."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.filters import WhichStatements, claims_where, remarks_where
from schema.node import Node
from schema.orders import StatementOrders, ordered
from schema.paging import After, Connection, First, Window, page, window
from schema.rows import SourceRow
from schema.scalars import EDTF
from schema.scope import Batch, Scope

if TYPE_CHECKING:
    from schema.claim import Claim
    from schema.remark import Remark


@strawberry.type(description="A document: an article, a data set, a register.")
class Source(Node):
    title: str = strawberry.field(description="Its title.")
    publisher: str | None = strawberry.field(description="Who published it.")
    author: str | None = strawberry.field(description="Who wrote it.")
    published_on: EDTF | None = strawberry.field(description="When it was published, as precisely as it is known.")
    url: str | None = strawberry.field(description="Where it can be read.")
    reliability: str | None = strawberry.field(
        description="Admiralty code, A (completely reliable) to F (cannot be judged)."
    )
    note: str | None = strawberry.field(description="Why its date is what it is, and what else a reader should know.")
    scope: strawberry.Private[Scope]

    @classmethod
    def of(cls, scope: Scope, row: SourceRow) -> "Source":
        return cls(
            id=strawberry.ID(row.id), title=row.title, publisher=row.publisher, author=row.author,
            published_on=row.published_on, url=row.url, reliability=row.reliability, note=row.note, scope=scope,
        )  # fmt: skip

    @strawberry.field(description="Its claims that count in this view.")
    async def claims(
        self,
        filter: WhichStatements = strawberry.UNSET,
        order_by: StatementOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Annotated["Claim", strawberry.lazy("schema.claim")]]:
        from schema.claim import claims_of_source

        where, order = claims_where(filter), ordered(order_by)
        asked = window(("source.claims", self.scope.key), first, after, where=where, order=order)
        return await claims_of_source(self.scope, self.id, asked)

    @strawberry.field(description="Its remarks that this view holds.")
    async def remarks(
        self,
        filter: WhichStatements = strawberry.UNSET,
        order_by: StatementOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Annotated["Remark", strawberry.lazy("schema.remark")]]:
        from schema.remark import remarks_page

        where, order = remarks_where(filter), ordered(order_by)
        asked = window(("source.remarks", self.scope.key), first, after, where=where, order=order)
        return await remarks_page(self.scope, "read/remarks_of_sources", self.id, asked)


def _batch(scope: Scope) -> Batch:
    async def load(ids: list[str]) -> dict[str, SourceRow]:
        return {row.id: row for row in map(SourceRow._make, await scope.read("read/sources_by_id", ids=ids))}

    return scope.request.batch("source", load)


async def source(scope: Scope, identity: str) -> Source | None:
    """A source by id; all that are asked for on one level in one trip."""
    row = await _batch(scope).get(identity)
    return Source.of(scope, row) if row else None


async def sources(scope: Scope, ids: list[str]) -> list[Source]:
    """Sources by id, in order of their ids."""
    batch = _batch(scope)
    # All are asked for before the first is awaited: they come in one trip.
    waiting = [batch.get(identity) for identity in sorted(set(ids))]
    return [Source.of(scope, row) for row in [await one for one in waiting] if row]


async def sources_page(scope: Scope, asked: Window) -> Connection[Source]:
    """One page of the sources that this view has something from."""
    ((_, rows, keys, total),) = await scope.read("read/sources_page", **asked.reading)
    return page(asked, [Source.of(scope, SourceRow(*row)) for row in rows], keys, total)
