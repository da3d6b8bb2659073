"""Fields of entities that give a page of their ties: one resolver for all of them, and for all entities of a level."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry.types import Info

from schema.filters import TieFilter, WhichTies, ties_where
from schema.kinds import TieKind
from schema.orders import TieOrder, TieOrders, ordered
from schema.paging import (
    NOTHING,
    After,
    Before,
    Connection,
    First,
    Last,
    PageRow,
    Window,
    asked_of_nodes,
    by_id,
    page,
    window,
)
from schema.resolution import FourDays
from schema.rows import TieRow
from schema.scope import TOGETHER, Batch, Scope
from schema.tie import Tie
from schema.vocabulary import EntityKind

if TYPE_CHECKING:
    from schema.entity import Entity

# The fields of a tie that lead to an entity.
ENDS = frozenset({"from", "to"})

# What of a tie's row each field reads. To the database a column that nobody looks at is as dear as any other.
_ALWAYS = frozenset({"id", "kind", "from_id", "to_id"})
_DAYS = frozenset(each.name for each in fields(FourDays))
_SIDES = _DAYS | {"nature", "standing", "start_phrase", "end_phrase"}
READS: dict[str, frozenset[str]] = {
    "__typename": frozenset(),
    "id": frozenset(),
    "kind": frozenset(),
    "nature": frozenset({"nature"}),
    "isHead": frozenset({"head"}),
    "role": frozenset({"role"}),
    "period": frozenset(),
    "period.__typename": frozenset(),
    "period.start": frozenset({"standing", "start"}),
    "period.end": frozenset({"standing", "end"}),
    "period.earliestStart": frozenset({"earliest_start"}),
    "period.latestStart": frozenset({"latest_start"}),
    "period.earliestEnd": frozenset({"earliest_end"}),
    "period.latestEnd": frozenset({"latest_end"}),
    "period.text": _SIDES,
    "standing": frozenset({"standing"}),
    "certainty": _DAYS | {"only_possible"},
    "from": frozenset(),
    "to": frozenset(),
    "institution": frozenset({"institution"}),
    "claims": frozenset(),
    "sources": frozenset({"sources"}),
}


def unread(asked: frozenset[str]) -> frozenset[int]:
    """The places of the columns of a tie's row that nothing reads which is asked, as `asked_of_nodes` names it."""
    read = _ALWAYS.union(*(READS[field] for field in asked if field in READS))
    return frozenset(place for place, column in enumerate(TieRow._fields) if column not in read)


@dataclass(frozen=True, slots=True)
class TieSelection:
    """Which ties of an entity a field gives: kinds read from it, kinds read to it, and what the other end is."""

    outgoing: tuple[TieKind, ...] = ()
    incoming: tuple[TieKind, ...] = ()
    other: EntityKind | None = None
    heads: bool = False


def ties_field(description: str, selection: TieSelection, *, from_the_back: bool = False) -> Any:
    """A field of an entity: the ties of a selection, with all arguments of such a list."""

    async def forward(
        self: Any,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Tie]:
        (found,) = await ties_of([self], info, selection, filter, order_by, first, after)
        return found

    async def either_way(
        self: Any,
        info: Info[Any, Any],
        filter: WhichTies = strawberry.UNSET,
        order_by: TieOrders = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> Connection[Tie]:
        (found,) = await ties_of([self], info, selection, filter, order_by, first, after, last, before)
        return found

    resolver = either_way if from_the_back else forward
    return strawberry.field(
        resolver=resolver, description=description, metadata={TOGETHER: partial(ties_of, selection=selection)}
    )


async def ties_of(
    entities: Sequence["Entity"],
    info: Info[Any, Any],
    selection: TieSelection,
    filter: TieFilter | None = None,
    order_by: list[TieOrder] | None = None,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> list[Connection[Tie]]:
    """A page of the ties of each entity, in each one's own view; one trip for all of a view. Raises BadInput."""
    where, order = ties_where(filter, of_entity=True), ordered(order_by)
    of_ties = asked_of_nodes(info)
    left_out, with_ends = unread(of_ties), bool(of_ties & ENDS)
    # By the identity of the scope, which each entity keeps alive.
    parts: dict[int, tuple[Window, Batch]] = {}
    waiting = []
    for each in entities:
        scope = each.scope
        if id(scope) not in parts:
            of = ("entity.ties", selection, scope.key)
            asked = window(of, first, after, last, before, where=where, order=order)
            parts[id(scope)] = (
                asked,
                _batch(scope, selection, asked, left_out, with_ends=with_ends),
            )
        asked, batch = parts[id(scope)]
        waiting.append((scope, asked, batch.get(each.id)))
    return [_page(scope, asked, await future) for scope, asked, future in waiting]


async def ties_page(scope: Scope, entity_id: str, selection: TieSelection, asked: Window) -> Connection[Tie]:
    """One page of an entity's ties; one trip for all entities that ask alike on one level."""
    return _page(scope, asked, await _batch(scope, selection, asked).get(entity_id))


def _page(scope: Scope, asked: Window, found: PageRow | None) -> Connection[Tie]:
    rows, keys, total = found or NOTHING
    return page(asked, [Tie.of(scope, TieRow(*row)) for row in rows], keys, total)


def _batch(
    scope: Scope,
    selection: TieSelection,
    asked: Window,
    left_out: frozenset[int] = frozenset(),
    *,
    with_ends: bool = False,
) -> Batch:
    """With the entities at their ends too if these are asked for, which makes one trip for the next level."""
    from schema.entities import load_entities

    async def load(ids: list[str]) -> dict[str, Any]:
        rows = await scope.read(
            "read/entity_ties",
            ids=ids,
            outgoing=[kind.value for kind in selection.outgoing],
            incoming=[kind.value for kind in selection.incoming],
            other=selection.other.value if selection.other else None,
            heads=selection.heads,
            left_out=left_out,
            **asked.reading,
        )
        if with_ends:
            await load_entities(scope, (end for _, found, *_ in rows for row in found for end in row[2:4]))
        return by_id(rows)

    return scope.batch(("ties", selection, asked.key, left_out, with_ends), load)
