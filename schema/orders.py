"""Orders of lists: by what clients may have them ordered, and the keys that it makes.

Whatever is asked, ties among equals are broken as in the order that the list has by itself, so that every list has
one order and its cursors stay where they are while rows are added. Nulls come last in both directions.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from cypher.conditions import Order, turns
from schema.vocabulary import described


class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


class EntityOrderField(StrEnum):
    NAME = "NAME"
    BORN = "BORN"
    DATE = "DATE"
    TIES = "TIES"


class TieOrderField(StrEnum):
    START = "START"
    END = "END"
    KIND = "KIND"
    ROLE = "ROLE"


class StatementOrderField(StrEnum):
    REPORTED = "REPORTED"
    DATE = "DATE"


class SourceOrderField(StrEnum):
    TITLE = "TITLE"
    PUBLISHED = "PUBLISHED"


described(
    OrderDirection,
    "Which way a list is ordered; nulls come last either way.",
    ASC="From the least to the greatest: A to Z, early to late.",
    DESC="From the greatest to the least.",
)
described(
    EntityOrderField,
    "By what entities can be ordered.",
    NAME="The preferred name, without regard to case.",
    BORN="The earliest day on which they can have been born.",
    DATE="The earliest day of an event, as this view sees it; null for what is no event.",
    TIES="How many ties this view holds of them.",
)
described(
    TieOrderField,
    "By what ties can be ordered.",
    START="The earliest day on which it can have begun.",
    END="The latest day on which it can have ended.",
    KIND="The kind, by its name.",
    ROLE="The role, without regard to case and diacritics.",
)
described(
    StatementOrderField,
    "By what claims and remarks can be ordered.",
    REPORTED="The day by which it had been reported.",
    DATE="The earliest day that it speaks of; the reported day where it names none.",
)
described(
    SourceOrderField,
    "By what sources can be ordered.",
    TITLE="The title, without regard to case.",
    PUBLISHED="The earliest day on which it can have been published.",
)


@strawberry.input(description="One key by which entities are ordered.")
class EntityOrder:
    field: EntityOrderField = strawberry.field(description="By what.")
    direction: OrderDirection | None = strawberry.field(default=OrderDirection.ASC, description="Which way.")


@strawberry.input(description="One key by which ties are ordered.")
class TieOrder:
    field: TieOrderField = strawberry.field(description="By what.")
    direction: OrderDirection | None = strawberry.field(default=OrderDirection.ASC, description="Which way.")


@strawberry.input(description="One key by which claims and remarks are ordered.")
class StatementOrder:
    field: StatementOrderField = strawberry.field(description="By what.")
    direction: OrderDirection | None = strawberry.field(default=OrderDirection.ASC, description="Which way.")


@strawberry.input(description="One key by which sources are ordered.")
class SourceOrder:
    field: SourceOrderField = strawberry.field(description="By what.")
    direction: OrderDirection | None = strawberry.field(default=OrderDirection.ASC, description="Which way.")


_ABOUT = "By what it is ordered, the first key first."
EntityOrders = Annotated[list[EntityOrder] | None, strawberry.argument(description=f"{_ABOUT} By name unless said.")]
TieOrders = Annotated[
    list[TieOrder] | None,
    strawberry.argument(description=f"{_ABOUT} By earliest start, unbounded ones first, unless said."),
]
StatementOrders = Annotated[
    list[StatementOrder] | None, strawberry.argument(description=f"{_ABOUT} By reported day unless said.")
]
SourceOrders = Annotated[list[SourceOrder] | None, strawberry.argument(description=f"{_ABOUT} By id unless said.")]

# What breaks ties among equals, in this order.
_LAST = {
    EntityOrder: ("entity_name", "entity_id"),
    TieOrder: ("tie_default", "tie_id"),
    StatementOrder: ("statement_reported", "statement_id"),
    SourceOrder: ("source_id",),
}


def key_types(order: Sequence[Order]) -> tuple[type, ...]:
    """The types of the keys that an order makes; of two the first says whether there is a value at all."""
    found: list[type] = []
    for each in order:
        found += [int] * (len(turns([each])) - 1)
        found.append(int if each.name == "entity_ties" else str)
    return tuple(found)


def ordered(asked: Sequence[Any] | None) -> tuple[Order, ...]:
    """The keys of an order; none where nothing is asked, for the order that the list has by itself."""
    if not asked or asked is strawberry.UNSET:
        return ()
    what = type(asked[0])
    area = what.__name__.removesuffix("Order").lower()
    keys: dict[str, Order] = {}
    for each in asked:
        name = f"{area}_{each.field.value.lower()}"
        keys.setdefault(name, Order(name, each.direction is OrderDirection.DESC))
    for name in _LAST[what]:
        keys.setdefault(name, Order(name))
    return tuple(keys.values())
