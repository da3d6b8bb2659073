"""Readers of plain values: what completing them by graphql-core would give, for just the types expected.

At every other value they raise, and tell nothing: see `execution.py`.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any, cast

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
)

# From the raw values of one field, of as many objects as there are, to what stands in the answer for each.
Reader = Callable[[Sequence[Any]], Sequence[Any]]

BUILT_IN = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool, GraphQLInt: int, GraphQLFloat: float}
INT_LEAST, INT_MOST = -(2**31), 2**31 - 1
# What a value of the right type must be besides; nulls are asked too.
FITS: dict[type, Callable[[Any], bool]] = {
    int: lambda value: value is None or INT_LEAST <= value <= INT_MOST,
    float: lambda value: value is None or math.isfinite(value),
}


class Surprise(Exception):
    """A value that a reader was not made for."""


def is_ordinary(value: object) -> bool:
    """Whether a value is just an object to graphql-core: no null, no error, nothing to wait for."""
    return _is_ordinary(cast(Hashable, type(value)))  # mypy takes a class's own __hash__ for its objects'


@lru_cache(maxsize=1024)
def _is_ordinary(cls: Hashable) -> bool:
    assert isinstance(cls, type)
    return not issubclass(cls, Exception | type(None) | type(Undefined)) and not (
        hasattr(cls, "__await__") or hasattr(cls, "cr_code") or hasattr(cls, "gi_code")
    )


def flattened(lists: Sequence[Any]) -> list[Any]:
    """The items of all lists. Raises Surprise where something is no list."""
    if not {list, tuple}.issuperset(map(type, lists)):
        raise Surprise
    return list(chain.from_iterable(lists))


def parted(found: Iterable[Any], lists: Sequence[Any]) -> list[list[Any]]:
    """What came of all items, in lists as long as those that the items are from."""
    rest = iter(found)
    return [list(islice(rest, len(each))) for each in lists]


def with_nulls(found: Iterable[Any], values: Sequence[Any]) -> list[Any]:
    """What came of all values that are not null, with the nulls in their places."""
    rest = iter(found)
    return [None if value is None else next(rest) for value in values]


def places_by_class(values: Sequence[Any]) -> dict[type, list[int]]:
    """The places at which objects of each class stand."""
    places: dict[type, list[int]] = {}
    for place, value in enumerate(values):
        places.setdefault(type(value), []).append(place)
    return places


def assembled(parts: Mapping[type, Sequence[Any]], places: Mapping[type, Sequence[int]]) -> list[Any]:
    """What came of the objects of each class, in their places."""
    found: list[Any] = [None] * sum(map(len, places.values()))
    for class_, at in places.items():
        for place, value in zip(at, parts[class_], strict=True):
            found[place] = value
    return found


def leaf_reader(type_: GraphQLScalarType | GraphQLEnumType, nullable: bool) -> Reader:
    nulls = {type(None)} if nullable else set()
    built_in = BUILT_IN.get(type_) if isinstance(type_, GraphQLScalarType) else None
    if built_in is not None:
        expected = {built_in, *nulls}
        fits = FITS.get(built_in)

        def read(values: Sequence[Any]) -> Sequence[Any]:
            if expected.issuperset(map(type, values)) and (fits is None or all(map(fits, values))):
                return values
            raise Surprise

        return read
    coerced = _coerced_once(type_) if isinstance(type_, GraphQLEnumType) else _coerced(type_)
    return lambda values: [None if value is None and nullable else coerced(value) for value in values]


def _coerced(type_: GraphQLScalarType | GraphQLEnumType) -> Callable[[Any], Any]:
    coerce = type_.coerce_output_value

    def coerced(value: Any) -> Any:
        if not is_ordinary(value):
            raise Surprise
        found = coerce(value)
        if found is None or found is Undefined:
            raise Surprise
        return found

    return coerced


def _coerced_once(type_: GraphQLEnumType) -> Callable[[Any], Any]:
    coerced = _coerced(type_)
    known: dict[Any, Any] = {}

    def found(value: Any) -> Any:
        # Members of a str enum equal plain strings, which Strawberry may name otherwise.
        key = (type(value), value)
        if key not in known:
            known[key] = coerced(value)
        return known[key]

    return found
