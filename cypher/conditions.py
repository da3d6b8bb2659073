"""What varies in a query with what is asked: conditions and orders, put together from files of closed sets.

`conditions/NAME.cypher` holds an expression that is true or false of every row, never null (NOT of an unknown is
unknown; and ArcadeDB loses the variables of an EXISTS within coalesce). `orders/NAME.cypher` holds the keys by which
rows are ordered, one a line; the last line is the key that a descending order turns round. A query that can take
them has the slots `{{where}}`, `{{keys}}`, `{{in_order}}` and `{{between}}`, and names its own order in its second
line: `// Order: entity_name, entity_id.`

Only the shape of what is asked goes into the text; every value is a parameter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cypher.loading import PARAMETER, Query, QueryError, filled, row_without, sentence_and_body

_ORDER = re.compile(r"^// Order: ([\w, ]+)\.\n")


@dataclass(frozen=True, slots=True)
class Holds:
    """That one condition holds, with the values of its parameters; `inner` is what it asks of a row within."""

    name: str
    values: tuple[tuple[str, Any], ...] = ()
    inner: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class AllOf:
    """That all of these hold; true where there are none."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """That one of these holds; false where there are none."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"


Condition = Holds | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Order:
    """One of the keys of `orders/`, ascending unless said."""

    name: str
    descending: bool = False


def leaves(condition: Condition | None) -> Iterator[Holds]:
    """The single conditions within one, from left to right, each before what it asks within."""
    match condition:
        case Holds():
            yield condition
            yield from leaves(condition.inner)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)


def values(condition: Condition | None) -> dict[str, Any]:
    """The parameters that a query with this condition takes besides its own."""
    return {
        f"where_{number}_{name}": _plain(value)
        for number, leaf in enumerate(leaves(condition))
        for name, value in leaf.values
    }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def asked(
    name: str,
    where: Condition | None = None,
    order: Sequence[Order] = (),
    left_out: frozenset[int] = frozenset(),
) -> Query:
    """A query with the condition and the order in its slots. Without an order it has its own.

    `left_out`: the places of columns of its rows of ties that nobody will look at; they are null.
    """
    return _asked(name, _shape(where), tuple(order), left_out)


# A condition without its values: what the text is made of.
Shape = tuple[Any, ...]


def _shape(condition: Condition | None) -> Shape:
    match condition:
        case None:
            return ("all",)
        case Holds(name, given, inner):
            return ("holds", name, tuple(parameter for parameter, _ in given), _shape(inner))
        case AllOf(parts):
            return ("all", *map(_shape, parts))
        case AnyOf(parts):
            return ("any", *map(_shape, parts))
        case Not(part):
            return ("not", _shape(part))


@lru_cache(maxsize=1024)
def _asked(name: str, shape: Shape, order: tuple[Order, ...], left_out: frozenset[int]) -> Query:
    about, body = sentence_and_body(name)
    slots = {"where": _Where(name).text(shape)}
    if left_out:
        slots["tie_row"] = row_without("tie_row", left_out)
    if parts := own_order(name):
        parts = order or parts
        keys = [key for part in parts for key in _keys(name, part)]
        slots["keys"] = f"[{', '.join(text for text, _ in keys)}]"
        slots["in_order"] = ", ".join(f"keys[{place}]{' DESC' * down}" for place, (_, down) in enumerate(keys))
        descend = turns(parts)
        slots["between"] = (
            f"($after IS NULL OR {_beyond('$after', descend)}) AND "
            f"($before IS NULL OR {_beyond('$before', [not down for down in descend])})"
        )
    elif order:
        raise QueryError(f"{name} has an order of its own only")
    return Query(name, about, filled(body, name, slots))


@lru_cache(maxsize=64)
def own_order(name: str) -> tuple[Order, ...]:
    """The order that a query's second line names; empty for one that takes none."""
    own = _ORDER.match(sentence_and_body(name)[1])
    return tuple(Order(word.strip()) for word in own.group(1).split(",")) if own else ()


def turns(order: Sequence[Order]) -> list[bool]:
    """Which keys of an order descend: of each of its parts, where it is turned round, the last."""
    return [down for part in order for _, down in _lines(part)]


class _Where:
    """The text of a condition; its leaves are numbered as `leaves` gives them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._count = 0

    def text(self, shape: Shape) -> str:
        match shape:
            case ("all", *parts):
                return f"({' AND '.join(map(self.text, parts))})" if parts else "true"
            case ("any", *parts):
                return f"({' OR '.join(map(self.text, parts))})" if parts else "false"
            case ("not", part):
                return f"(NOT {self.text(part)})"
            case ("holds", name, parameters, inner):
                return self._leaf(name, parameters, inner)
        raise QueryError(f"{self._name}: no condition has the shape {shape}")

    def _leaf(self, name: str, parameters: Sequence[str], inner: Shape) -> str:
        number = self._count
        self._count += 1
        _, body = sentence_and_body(f"conditions/{name}")
        missing = set(parameters) - set(PARAMETER.findall(body))
        if missing:
            raise QueryError(f"conditions/{name}: unused: {', '.join(sorted(missing))}")
        own = PARAMETER.sub(
            lambda found: f"$where_{number}_{found[1]}" if found[1] in parameters else found[0], body.strip()
        )
        return f"({filled(own, self._name, {'inner': self.text(inner)})})"


def _keys(name: str, part: Order) -> list[tuple[str, bool]]:
    """The keys of an order, each with whether it descends."""
    return [(filled(line, name, {}), down) for line, down in _lines(part)]


def _lines(part: Order) -> list[tuple[str, bool]]:
    lines = sentence_and_body(f"orders/{part.name}")[1].strip().splitlines()
    return [(line, part.descending and place == len(lines) - 1) for place, line in enumerate(lines)]


def _beyond(edge: str, turns: Sequence[bool], place: int = 0) -> str:
    """Whether the keys of an item e come after those of a cursor, in which `turns` says which keys descend."""
    sign = "<" if turns[place] else ">"
    here = f"e[1][{place}] {sign} {edge}[{place}]"
    if place == len(turns) - 1:
        return here
    return f"({here} OR (e[1][{place}] = {edge}[{place}] AND {_beyond(edge, turns, place + 1)}))"
