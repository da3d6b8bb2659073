"""Claims: one source saying, or denying, one thing about a tie on one day."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from schema.edtf import FUTURE, Day
from schema.errors import TooBroad
from schema.node import Node
from schema.paging import NOTHING, Connection, PageRow, Window, by_id, page
from schema.rows import ClaimRow
from schema.scalars import EDTF, Date, DateTime
from schema.scope import Scope
from schema.source import Source, source
from schema.vocabulary import ASPECTS, MODALITIES, STANCES, Aspect, Modality, Stance

if TYPE_CHECKING:
    from schema.entity import Entity
    from schema.tie import Tie

# More claims than this on the ties of one answer are not read.
MOST = 20_000


@strawberry.type(
    description=(
        "One source saying, or denying, one thing about a tie on one day. Never overwritten: "
        "a correction is a further claim."
    )
)
class Claim(Node):
    tie_id: strawberry.Private[str]
    stance: Stance = strawberry.field(description="Whether the source says it or denies it.")
    aspect: Aspect = strawberry.field(description="What of the tie it speaks about.")
    modality: Modality = strawberry.field(description="In which voice the source says it.")
    start: EDTF | None = strawberry.field(description="When the tie began, by this claim.")
    end: EDTF | None = strawberry.field(
        description="When the tie ended, by this claim: the first day it no longer held; `..` where it went on."
    )
    reported_on: EDTF = strawberry.field(description="The day on which the public could first read it.")
    last_seen_on: Date | None = strawberry.field(
        description="The last day on which the source, a register that is read again and again, was seen to say so."
    )
    source_id: strawberry.Private[str]
    attributed_to_id: strawberry.Private[str | None]
    held_on: EDTF | None = strawberry.field(
        description="A day or interval on which, by this claim, it held, where it gives no start or end."
    )
    role: str | None = strawberry.field(description="The role as this source words it.")
    note: str | None = strawberry.field(description="What the source says, in our own words.")
    retracted_on: Date | None = strawberry.field(
        description="The day from which the source no longer says so; a view with an earlier knownAt still counts it."
    )
    recorded_at: DateTime = strawberry.field(description="When this service wrote the claim down.")
    withdrawn_at: DateTime | None = strawberry.field(description="When this service wrote its retraction down.")
    known_from: strawberry.Private[str]
    scope: strawberry.Private[Scope]

    @classmethod
    def of(cls, scope: Scope, row: ClaimRow) -> "Claim":
        speaker = scope.request.known.of(row.attributed_to) if row.attributed_to else None
        return cls(
            id=strawberry.ID(row.id), tie_id=row.tie, stance=STANCES[row.stance], aspect=ASPECTS[row.aspect],
            modality=MODALITIES[row.modality], start=row.start, end=row.end, reported_on=row.reported_on,
            last_seen_on=row.last_seen_on, source_id=row.source, attributed_to_id=speaker, held_on=row.held_on,
            role=row.role, note=row.note, retracted_on=row.retracted_on, recorded_at=row.recorded_at,
            withdrawn_at=row.withdrawn_at, known_from=row.known_from, scope=scope,
        )  # fmt: skip

    @property
    def key(self) -> tuple[str, str]:
        """By what claims are ordered: the reported day and the id."""
        return (self.known_from, self.id)

    @strawberry.field(description="The tie that it speaks about, given even where it does not hold in this view.")
    async def tie(self) -> Annotated["Tie", strawberry.lazy("schema.tie")]:
        from schema.tie import tie_or_fail

        return await tie_or_fail(self.scope, self.tie_id)

    @strawberry.field(description="The source that says it.")
    async def source(self) -> Source:
        found = await source(self.scope, self.source_id)
        assert found is not None, self.source_id
        return found

    @strawberry.field(description="Who the source says it comes from.")
    async def attributed_to(self) -> Annotated["Entity", strawberry.lazy("schema.entity")] | None:
        from schema.entities import entity

        return await entity(self.scope, self.attributed_to_id) if self.attributed_to_id else None


async def claims_of_tie(scope: Scope, tie_id: str, asked: Window) -> Connection[Claim]:
    """One page of the claims on a tie; one trip for all ties of one level, whichever day of knowledge each has."""

    async def load(keys: list[str]) -> dict[str, Any]:
        pairs = [(key, *key.split(" ")) for key in keys]
        every = (await scope.request.identities()).every
        ask = [{"key": key, "known_at": known_at, "ties": every(tie)} for key, known_at, tie in pairs]
        return by_id(await scope.read("read/claims_of_ties", asked=ask, **asked.reading))

    batch = scope.request.batch(("claims_of_ties", scope.policy, *asked.part), load)
    return _page(scope, asked, await batch.get(f"{scope.known} {tie_id}"))


async def claims_on_ties(
    scope: Scope, ids: Iterable[str], known_at: Day | None, remedy: str
) -> dict[str, list[ClaimRow]]:
    """The rows of all claims on ties by the tie's id, in one trip; only those that count on `known_at` where given.

    Raises TooBroad, with the remedy.
    """
    known = await scope.request.identities()
    asked = [[identity, known.every(identity)] for identity in ids]
    if not asked:
        return {}
    read = dict(await scope.read("read/claims_on_ties", asked=asked, limit=MOST + 1))
    if sum(map(len, read.values())) > MOST:
        raise TooBroad(f"more than {MOST:,} claims are made on the {len(asked):,} ties", suggestion=remedy)
    found = {tie: list(map(ClaimRow._make, rows)) for tie, rows in read.items()}
    if known_at is None:
        return found
    return {
        tie: [row for row in rows if row.known_from <= known_at < (row.retracted_on or FUTURE)]
        for tie, rows in found.items()
    }


def asserts(row: ClaimRow) -> bool:
    """Whether a claim says that the tie, or what it tells of it, is so."""
    return row.stance == Stance.ASSERTS.value


def asserts_start(row: ClaimRow) -> bool:
    """Whether a claim asserts a begin."""
    return asserts(row) and row.start is not None


def asserts_end(row: ClaimRow) -> bool:
    """Whether a claim asserts an end; that it went on is none."""
    return asserts(row) and row.end not in (None, "..")


async def claims_of_source(scope: Scope, source_id: str, asked: Window) -> Connection[Claim]:
    """One page of the claims of a source; one trip for all that ask alike on one level."""

    async def load(ids: list[str]) -> dict[str, Any]:
        return by_id(await scope.read("read/claims_of_sources", ids=ids, **asked.reading))

    return _page(scope, asked, await scope.batch(("claims_of_sources", asked.key), load).get(source_id))


def _page(scope: Scope, asked: Window, read: PageRow | None) -> Connection[Claim]:
    found, keys, total = read or NOTHING
    return page(asked, [Claim.of(scope, ClaimRow(*row)) for row in found], keys, total)


async def all_claims_page(scope: Scope, asked: Window) -> Connection[Claim]:
    """One page of all claims that count in a view."""
    ((_, *found),) = await scope.read("read/claims_page", **asked.reading)
    return _page(scope, asked, (found[0], found[1], found[2]))


async def claim(scope: Scope, identity: str) -> Claim | None:
    """A claim by id, a retracted one too."""

    async def load(ids: list[str]) -> dict[str, Claim]:
        rows = map(ClaimRow._make, await scope.read("read/claims_by_id", ids=ids))
        return {row.id: Claim.of(scope, row) for row in rows}

    found: Claim | None = await scope.batch("claim", load).get(identity)
    return found
