"""The ledger of syncs: which sources the graph is kept in step with, and what each run of that did.

The ledger has no dates and no data versions: it looks alike in every view.
"""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from cypher import asked as query_asked
from cypher import query
from cypher.conditions import Order
from schema.node import Node
from schema.paging import After, Connection, First, Window, page, window
from schema.scalars import Date, DateTime
from schema.scope import Request, Scope
from schema.vocabulary import SyncOutcome

_NEWEST = (Order("run_started", descending=True), Order("run_id"))


@strawberry.type(description="One run of a sync: what was read of a source, and what that changed.")
class SyncRun(Node):
    source: str = strawberry.field(description="The name of the source.")
    started_at: DateTime = strawberry.field(description="When it began.")
    finished_at: DateTime | None = strawberry.field(description="When it ended; null while it is under way.")
    seconds: float | None = strawberry.field(
        description="How long it took; null while it is under way, or where it was broken off."
    )
    outcome: SyncOutcome = strawberry.field(description="How it ended.")
    read: int = strawberry.field(description="How many rows the version has.")
    added: int = strawberry.field(description="How many records are new.")
    changed: int = strawberry.field(description="How many records say something else than before.")
    withdrawn: int = strawberry.field(description="How many claims and remarks the source makes no longer.")
    rejected: int = strawberry.field(description="How many rows were set aside because they could not be used.")
    message: str | None = strawberry.field(
        description="Why it was refused or failed; what the graph has no place for; what was set aside."
    )
    dataset: str | None = strawberry.field(
        description="The dataset that it was on: the source itself, or a part of it that has versions of its own."
    )
    day: Date | None = strawberry.field(description="The day on which the version was public.")
    origin: str | None = strawberry.field(
        description="From where it read: the URLs or paths of the version's files, a line each."
    )
    digest: str | None = strawberry.field(description="The SHA-256 of the version's files.")
    data_version: int | None = strawberry.field(
        description="The data version in which what it read stands; `extensions.dataVersion` reads it."
    )
    code: str | None = strawberry.field(description="The version of this service that did it.")
    # Until when the upstream asked to be left alone.
    not_before: strawberry.Private[str | None] = None

    @classmethod
    def of(cls, row: list[Any]) -> "SyncRun":
        """From a row of `fragments/run_row`."""
        counts = [count or 0 for count in row[5:10]]
        return cls(
            id=row[0], source=row[1], started_at=row[2], finished_at=row[3], outcome=SyncOutcome(row[4]),
            read=counts[0], added=counts[1], changed=counts[2], withdrawn=counts[3], rejected=counts[4],
            message=row[10], dataset=row[11], day=row[12], digest=row[13], data_version=row[14], code=row[15],
            origin=row[16], seconds=row[17], not_before=row[18],
        )  # fmt: skip


@strawberry.type(description="A source that the graph is kept in step with.")
class SyncSource:
    name: str = strawberry.field(description="Its name, as `retinue sync NAME` takes it.")
    title: str = strawberry.field(description="What it is.")
    schedule: str | None = strawberry.field(
        description="When the service reads it, as cron writes that (UTC); null where it is read by hand."
    )
    request: strawberry.Private[Request]

    @strawberry.field(description="Its last run, however it ended; null where there was none.")
    async def last_run(self) -> SyncRun | None:
        async def load(names: list[str]) -> dict[str, list[Any]]:
            return dict(await self.request.read(query("read/last_sync_runs"), {"sources": names}))

        row = await self.request.batch("last_sync_run", load).get(self.name)
        return SyncRun.of(row) if row else None


async def sync_run(scope: Scope, identity: str) -> SyncRun | None:
    """A run by its id; all that are asked for on one level in one trip."""

    async def load(ids: list[str]) -> dict[str, list[Any]]:
        return {row[0]: row for row in await scope.request.read(query("read/sync_runs_by_id"), {"ids": ids})}

    row = await scope.request.batch("sync_run", load).get(identity)
    return SyncRun.of(row) if row else None


async def _runs_page(request: Request, source: str | None, asked: Window) -> Connection[SyncRun]:
    found = query_asked("read/sync_runs", order=asked.order)
    parameters = {name: value for name, value in asked.reading.items() if name in found.parameters}
    ((_, rows, keys, total),) = await request.read(found, {"source": source, **parameters})
    return page(asked, [SyncRun.of(row) for row in rows], keys, total)


@strawberry.type
class SyncFields:
    """What a query tells of syncs."""

    @strawberry.field(description="The sources that the graph is kept in step with, by name.")
    def sync_sources(self, info: Info[Any, Any]) -> list[SyncSource]:
        request: Request = info.context
        return [
            SyncSource(name=each.name, title=each.title, schedule=each.schedule, request=request)
            for each in request.sources
        ]

    @strawberry.field(description="The runs of syncs, of one source or of all, the newest first.")
    async def sync_runs(
        self,
        info: Info[Any, Any],
        source: Annotated[
            str | None, strawberry.argument(description="The name of a source; all unless said.")
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[SyncRun]:
        name = source or None
        asked = window(("syncRuns", name), first, after, order=_NEWEST)
        return await _runs_page(info.context, name, asked)
