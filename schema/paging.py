"""Relay's cursor connections: pages, cursors, and the types that carry them.

A cursor is opaque: base64 of the keys by which its list is ordered, with a mark of the list it came from, so
that one from another query is noticed. Lists are read by key, not by position: pages stay stable while rows
are added.
"""

import base64
import binascii
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Generic, TypeVar

import orjson
import strawberry
from graphql import FieldNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode
from strawberry.types import Info

from cypher.conditions import Condition, Order
from schema.errors import BadCursor, BadInput
from schema.orders import key_types
from schema.scope import AT_HAND

DEFAULT_PAGE = 20
LARGEST_PAGE = 100
# What every database and every reader of JSON can hold.
LARGEST_NUMBER = 2**53

# The types of the keys by which a list is ordered; `[str]` is a list of texts.
Types = tuple[type | list[type], ...]
BY_KEY_AND_ID: Types = (str, str)
BY_ID: Types = (str,)

T = TypeVar("T")

First = Annotated[int | None, strawberry.argument(description="How many from the front; 20 unless said, at most 100.")]
Last = Annotated[int | None, strawberry.argument(description="How many from the back; at most 100.")]
After = Annotated[str | None, strawberry.argument(description="Only what follows this cursor.")]
Before = Annotated[str | None, strawberry.argument(description="Only what precedes this cursor.")]


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of an ordered list is asked for. `mark` tells the list from any other."""

    mark: str
    limit: int
    backward: bool
    tail: int | None
    after: tuple[Any, ...] | None
    before: tuple[Any, ...] | None
    where: Condition | None = None
    order: tuple[Order, ...] = ()

    @property
    def reading(self) -> dict[str, Any]:
        """For `Scope.read` of a query that reads pages; one row more than asked for shows whether there are more."""
        return {
            "where": self.where,
            "order": self.order,
            "limit": self.limit + 1,
            "backward": self.backward,
            "after": list(self.after) if self.after else None,
            "before": list(self.before) if self.before else None,
        }

    @property
    def part(self) -> tuple[Any, ...]:
        """Which part of a list, whatever list it is."""
        return (self.limit, self.backward, self.tail, self.after, self.before, self.where, self.order)

    @property
    def key(self) -> tuple[Any, ...]:
        return (self.mark, *self.part)


def window(
    of: tuple[Any, ...],
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
    *,
    where: Condition | None = None,
    order: tuple[Order, ...] = (),
    keys: Types = BY_KEY_AND_ID,
) -> Window:
    """Read the four arguments. `of` names the list and what was asked of it. Raises BadInput or BadCursor.

    `keys` are those by which it is ordered where no `order` is asked for.
    """
    mark = _mark((of, where, order))
    first, after, last, before = map(_given, (first, after, last, before))
    for name, size in (("first", first), ("last", last)):
        if size is not None and not 0 <= size <= LARGEST_PAGE:
            raise BadInput(
                f"{name}: {size} is not between 0 and {LARGEST_PAGE}",
                suggestion="Ask for a page of at most 100 and follow pageInfo.endCursor with after.",
            )
    backward = first is None and last is not None
    limit = last if backward else first
    types = key_types(order) if order else keys
    return Window(
        mark=mark,
        limit=DEFAULT_PAGE if limit is None else limit,
        backward=backward,
        tail=last if first is not None else None,
        after=_decoded(after, mark, types, "after") if after else None,
        before=_decoded(before, mark, types, "before") if before else None,
        where=where,
        order=order,
    )


@lru_cache(maxsize=4096)
def _mark(of: tuple[Any, ...]) -> str:
    return hashlib.blake2s(repr(of).encode(), digest_size=6).hexdigest()


def _given(value: Any) -> Any:
    return None if value is strawberry.UNSET else value


def encoded(mark: str, keys: Sequence[Any]) -> str:
    held = orjson.dumps([mark, _check(mark, keys), *keys])
    return base64.urlsafe_b64encode(held).decode().rstrip("=")


def _check(mark: str, keys: Sequence[Any]) -> str:
    """Tells a cursor that was changed on its way. Whoever makes one up can make this too: the types of keys tell."""
    return hashlib.blake2s(orjson.dumps([mark, *keys]), digest_size=4).hexdigest()


def _decoded(cursor: str, mark: str, types: Types, name: str) -> tuple[Any, ...]:
    try:
        found = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        made_for, check, *keys = found
        if check != _check(made_for, keys):
            raise ValueError("not what it was when it was given out")
        if made_for == mark and not _are(keys, types):
            raise ValueError("not the keys of this list")
    except (binascii.Error, orjson.JSONDecodeError, ValueError, TypeError):
        raise BadCursor(
            f"{name}: “{cursor[:40]}” is not a cursor", suggestion="Take endCursor or startCursor of a page as it is."
        ) from None
    if made_for != mark:
        raise BadCursor(
            f"{name}: this cursor comes from another query",
            suggestion="Page on with the same field, arguments and view that gave the cursor, or start without it.",
        )
    return tuple(keys)


def _are(keys: Sequence[Any], types: Types) -> bool:
    return len(keys) == len(types) and all(map(_is, keys, types))


def _is(key: Any, wanted: type | list[type]) -> bool:
    if isinstance(wanted, list):
        return type(key) is list and all(_is(each, wanted[0]) for each in key)
    if type(key) in (int, float):
        return wanted in (type(key), float) and abs(key) <= LARGEST_NUMBER
    return type(key) is wanted


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follows this page.")
    has_previous_page: bool = strawberry.field(description="Whether more precedes this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge; null on an empty page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge; null on an empty page.")


@strawberry.type(description="One item of a page, with its cursor.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The item.")
    cursor: str = strawberry.field(description="Its opaque place in the list, for after and before.")


Total = int | Callable[[], Awaitable[int]]


@strawberry.type(description="One page of a list (Relay cursor connection).")
class Connection(Generic[T]):
    nodes: list[T] = strawberry.field(description="The items of the page.")
    # The number, or where it takes work of its own, what counts when somebody asks.
    total: strawberry.Private[Total]
    cursors: strawberry.Private[list[Sequence[Any]]]
    window: strawberry.Private[Window]
    more: strawberry.Private[bool]
    # Whether `last` left out some of what `first` gave.
    cut: strawberry.Private[bool] = False

    @strawberry.field(
        description="How many there are in all, on every page.", metadata={AT_HAND: lambda page: page.counted}
    )
    async def total_count(self) -> int:
        return self.total if isinstance(self.total, int) else await self.total()

    @property
    def counted(self) -> int:
        """The total where it is known. Raises TypeError where it has to be counted first."""
        if not isinstance(self.total, int):
            raise TypeError("not counted yet")
        return self.total

    @strawberry.field(description="The items of the page, each with its cursor.")
    def edges(self) -> list[Edge[T]]:
        mark = self.window.mark
        return [
            Edge(node=node, cursor=encoded(mark, keys)) for node, keys in zip(self.nodes, self.cursors, strict=True)
        ]

    @strawberry.field(description="Where the page stands in its list.")
    def page_info(self) -> PageInfo:
        asked = self.window
        ends = [encoded(asked.mark, self.cursors[end]) for end in (0, -1)] if self.cursors else [None, None]
        return PageInfo(
            # A cursor is that of an item, which stands outside the page.
            has_next_page=asked.before is not None or (self.more and not asked.backward),
            has_previous_page=asked.after is not None or self.cut or (self.more and asked.backward),
            start_cursor=ends[0],
            end_cursor=ends[1],
        )


def page(asked: Window, rows: Sequence[T], keys: Sequence[Sequence[Any]], total: Total | None) -> Connection[T]:
    """A page from up to one row more than asked for, in the order in which they were read."""
    more = len(rows) > asked.limit
    found, cursors = list(rows[: asked.limit]), list(keys[: asked.limit])
    if asked.backward:
        found.reverse()
        cursors.reverse()
    cut = asked.tail is not None and len(found) > asked.tail
    if asked.tail is not None and cut:
        start = len(found) - asked.tail
        found, cursors = found[start:], cursors[start:]
    return Connection(nodes=found, total=total or 0, cursors=cursors, window=asked, more=more, cut=cut)


# What a query that reads pages gives for each parent: the rows, the keys of each, how many there are in all.
PageRow = tuple[list[Any], list[list[Any]], int]
NOTHING: PageRow = ([], [], 0)


def by_id(rows: list[Any]) -> dict[str, PageRow]:
    """The answer of a query that reads pages, by the parent's id."""
    return {identity: (found, keys, total) for identity, found, keys, total in rows}


def page_of(asked: Window, items: Sequence[T], keys: Sequence[tuple[Any, ...]]) -> Connection[T]:
    """A page of a list that is wholly at hand, ordered by `keys`."""
    chosen = [
        (item, key)
        for item, key in zip(items, keys, strict=True)
        if (asked.after is None or key > asked.after) and (asked.before is None or key < asked.before)
    ]
    if asked.backward:
        chosen.reverse()
    chosen = chosen[: asked.limit + 1]
    return page(asked, [item for item, _ in chosen], [key for _, key in chosen], len(items))


def asked_of_nodes(info: Info[Any, Any]) -> frozenset[str]:
    """The fields that are asked of the items of the connection being resolved; `a.b` is the field b of a field a."""
    found: set[str] = set()
    for node in info._raw_info.field_nodes:
        for name, below in _fields(node.selection_set, info, frozenset({"nodes", "edges"})):
            items = [below] if name == "nodes" else [item for _, item in _fields(below, info, frozenset({"node"}))]
            for item in items:
                for field, inner in _fields(item, info):
                    found.add(field)
                    found.update(f"{field}.{each}" for each, _ in _fields(inner, info))
    return frozenset(found)


def asks_for(info: Info[Any, Any], name: str) -> bool:
    """Whether the object being resolved is asked for this field."""
    return any(any(_fields(node.selection_set, info, frozenset({name}))) for node in info._raw_info.field_nodes)


def _fields(
    selected: SelectionSetNode | None, info: Info[Any, Any], names: frozenset[str] | None = None
) -> Iterator[tuple[str, SelectionSetNode | None]]:
    """The selected fields, of these names if any are given, fragments looked through, with what is selected below."""
    for selection in selected.selections if selected else ():
        if isinstance(selection, FieldNode):
            if names is None or selection.name.value in names:
                yield selection.name.value, selection.selection_set
        elif isinstance(selection, InlineFragmentNode):
            yield from _fields(selection.selection_set, info, names)
        elif isinstance(selection, FragmentSpreadNode):
            yield from _fields(info._raw_info.fragments[selection.name.value].selection_set, info, names)
