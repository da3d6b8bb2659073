"""Ties: dated relationships, resolved from every claim made about them."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.claim import Claim, claims_of_tie
from schema.edtf import FUTURE, PAST, Day
from schema.errors import TooBroad
from schema.filters import WhichStatements, claims_where
from schema.kinds import TieKind
from schema.node import Node
from schema.orders import StatementOrders, ordered
from schema.paging import After, Connection, First, Window, page, window
from schema.resolution import Dated
from schema.rows import TieRow
from schema.scalars import EDTF, Date
from schema.scope import AT_HAND, Scope
from schema.source import Source, sources
from schema.vocabulary import NATURES, STANDINGS, Certainty, Standing, TieNature

if TYPE_CHECKING:
    from schema.entity import Entity
    from schema.entity_kinds import Institution


@strawberry.type(
    description=(
        "From start to end, as precisely as the sources allow. Four days bound what is uncertain or contested; "
        "null is unbounded."
    )
)
class Period:
    start: EDTF | None = strawberry.field(description="When it began; null where no source says.")
    end: EDTF | None = strawberry.field(description="When it ended; null where no source says, or it went on.")
    days: strawberry.Private[Dated]
    in_words: strawberry.Private[Callable[[], str]]

    @classmethod
    def of(cls, row: TieRow) -> "Period":
        start, end = (None, None) if row.standing == Standing.REFUTED.value else (row.start, row.end)
        return cls(start=start, end=end, days=row, in_words=row.period_text)

    # What follows from the days is made where it is asked for: ties are read by the thousand.
    @strawberry.field(description="The earliest day on which it can have begun.")
    def earliest_start(self) -> Date | None:
        return _shown(self.days.earliest_start)

    @strawberry.field(description="The day by which it had begun.")
    def latest_start(self) -> Date | None:
        return _shown(self.days.latest_start)

    @strawberry.field(description="The earliest day on which it can have ended.")
    def earliest_end(self) -> Date | None:
        return _shown(self.days.earliest_end)

    @strawberry.field(description="The day by which it had ended.")
    def latest_end(self) -> Date | None:
        return _shown(self.days.latest_end)

    @strawberry.field(description="For people: 2016 – 5 or 17 January 2022 (contested).")
    def text(self) -> str:
        return self.in_words()


def _shown(day: Day) -> Date | None:
    return None if day in (PAST, FUTURE) else Date(day)


# Looking a member up by its name is several times as fast as calling the enumeration.
_KINDS = {kind.value: kind for kind in TieKind}
_EVERY_KIND = tuple(TieKind)


@strawberry.type(description="A dated relationship between two entities, resolved from every claim made about it.")
class Tie(Node):
    row: strawberry.Private[TieRow]
    scope: strawberry.Private[Scope]
    # False where no claim on it counts in the view: it is then given as last known.
    known: strawberry.Private[bool]

    @classmethod
    def of(cls, scope: Scope, row: TieRow, known: bool = True) -> "Tie":
        return cls(id=strawberry.ID(row.id), row=row, scope=scope, known=known)

    @strawberry.field(description="What kind of relationship it is.")
    def kind(self) -> TieKind:
        return _KINDS[self.row.kind]

    @strawberry.field(description="State, act or bond: follows from the kind.")
    def nature(self) -> TieNature:
        return NATURES[self.row.nature]

    @strawberry.field(description="Whether the post is that of the institution's head.")
    def is_head(self) -> bool:
        return self.row.head

    @strawberry.field(description="Chairman, first deputy chairman, nephew …")
    def role(self) -> str | None:
        return self.row.role

    @strawberry.field(description="From when to when it held.")
    def period(self) -> Period:
        return Period.of(self.row)

    @strawberry.field(description="How the sources stand to it, taken together.")
    def standing(self) -> Standing:
        return STANDINGS[self.row.standing]

    @strawberry.field(
        description="Whether it holds on the view's asOf; null where the view has none, or it does not hold."
    )
    def certainty(self) -> Certainty | None:
        return self.row.certainty(self.scope.as_of) if self.known else None

    @strawberry.field(
        name="from",
        description="The end that the kind is read from.",
        metadata={AT_HAND: lambda tie: _at_hand(tie, tie.row.from_id)},
    )
    async def from_(self) -> Annotated["Entity", strawberry.lazy("schema.entity")]:
        from schema.entities import entity_or_fail

        return await entity_or_fail(self.scope, self.row.from_id)

    @strawberry.field(
        description="The end that the kind is read to.",
        metadata={AT_HAND: lambda tie: _at_hand(tie, tie.row.to_id)},
    )
    async def to(self) -> Annotated["Entity", strawberry.lazy("schema.entity")]:
        from schema.entities import entity_or_fail

        return await entity_or_fail(self.scope, self.row.to_id)

    @strawberry.field(
        description=(
            "The office or body that the tie concerns, where it is neither end: the post that somebody was "
            "appointed to."
        )
    )
    async def institution(self) -> Annotated["Institution", strawberry.lazy("schema.entity_kinds")] | None:
        from schema.entities import entity
        from schema.entity_kinds import Institution

        found = await entity(self.scope, self.row.institution) if self.row.institution else None
        return found if isinstance(found, Institution) else None

    @strawberry.field(description="The claims on it that count in this view.")
    async def claims(
        self,
        filter: WhichStatements = strawberry.UNSET,
        order_by: StatementOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Claim]:
        where, order = claims_where(filter), ordered(order_by)
        asked = window(("tie.claims", self.scope.key), first, after, where=where, order=order)
        return await claims_of_tie(self.scope, self.id, asked)

    @strawberry.field(description="The sources of the claims on it that count in this view.")
    async def sources(self) -> list[Source]:
        return await sources(self.scope, self.row.sources) if self.known else []


def _at_hand(tie: Tie, identity: str) -> "Entity":
    from schema.entities import entity_at_hand

    return entity_at_hand(tie.scope, identity)


async def all_ties_page(
    scope: Scope, kinds: list[TieKind], asked: Window, left_out: frozenset[int] = frozenset()
) -> Connection[Tie]:
    """One page of all ties of a view; `left_out` are the places of columns that nobody will look at."""
    ((_, rows, keys, total),) = await scope.read(
        "read/ties_page", kinds=[kind.value for kind in kinds], left_out=left_out, **asked.reading
    )
    return page(asked, [Tie.of(scope, TieRow(*row)) for row in rows], keys, total)


async def every_tie(scope: Scope, kinds: Iterable[TieKind], most: int) -> list[TieRow]:
    """All ties of some kinds that the view holds, by id. Raises TooBroad where there are more than `most`."""
    rows = await scope.read("read/every_tie", kinds=[kind.value for kind in kinds], limit=most + 1)
    if len(rows) > most:
        raise TooBroad(
            f"the view holds more than {most:,} ties",
            suggestion="Narrow it: an asOf, a knownAt, certainty: CERTAIN, or fewer kinds.",
        )
    return [TieRow(*row) for row in rows]


async def tie(scope: Scope, identity: str) -> Tie | None:
    """A tie by id, whether or not it holds; as last known where nothing on it counts in the view."""

    async def load(ids: list[str]) -> dict[str, Tie]:
        rows = await scope.read("read/ties_by_id", ids=ids)
        return {row[0]: Tie.of(scope, TieRow(*row), known) for row, known in rows}

    known = await scope.request.identities()
    found: Tie | None = await scope.batch("tie", load).get(known.of(identity))
    return found


async def tie_or_fail(scope: Scope, identity: str) -> Tie:
    """A tie that a claim speaks about."""
    found = await tie(scope, identity)
    if found is None:
        raise LookupError(f"the tie {identity} has claims but no state: run retinue rebuild")
    return found


def kinds_asked(kinds: list[TieKind] | None) -> tuple[TieKind, ...]:
    """The kinds of an argument: all where it is absent, none where it is an empty list."""
    return _EVERY_KIND if kinds is None or kinds is strawberry.UNSET else tuple(dict.fromkeys(kinds))
