"""Readers of plain values: what completing them by graphql-core would give, for just the types expected.

At every other value they raise, and tell nothing: see `execution.py`.
"""

import math
from collections.abc import Callable, Hashable
from functools import lru_cache
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

# From a value, which for the field of an object is the object itself, to what stands in the answer.
Reader = Callable[[Any], Any]

BUILT_IN = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool, GraphQLInt: int, GraphQLFloat: float}
INT_LEAST, INT_MOST = -(2**31), 2**31 - 1


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


def list_reader(read: Reader) -> Reader:
    def read_list(value: Any) -> list[Any]:
        if type(value) is not list and type(value) is not tuple:
            raise Surprise
        return [read(item) for item in value]

    return read_list


def leaf_reader(type_: GraphQLScalarType | GraphQLEnumType, nullable: bool) -> Reader:
    # What the type of a null is compared with; nothing has Undefined for its type.
    null = type(None) if nullable else Undefined
    expected = BUILT_IN.get(type_) if isinstance(type_, GraphQLScalarType) else None
    if expected is int:

        def read(value: Any) -> Any:
            if (type(value) is int and INT_LEAST <= value <= INT_MOST) or type(value) is null:
                return value
            raise Surprise

    elif expected is float:

        def read(value: Any) -> Any:
            if (type(value) is float and math.isfinite(value)) or type(value) is null:
                return value
            raise Surprise

    elif expected is not None:

        def read(value: Any) -> Any:
            if type(value) is expected or type(value) is null:
                return value
            raise Surprise

    else:
        coerce = type_.coerce_output_value
        known: dict[Any, Any] = {}
        is_enum = isinstance(type_, GraphQLEnumType)

        def read(value: Any) -> Any:
            if value is None and nullable:
                return None
            if not is_ordinary(value):
                raise Surprise
            if not is_enum:
                return _not_null(coerce(value))
            # Members of a str enum equal plain strings, which Strawberry may name otherwise.
            key = (type(value), value)
            if key not in known:
                known[key] = _not_null(coerce(value))
            return known[key]

    return read


def _not_null(value: Any) -> Any:
    if value is None or value is Undefined:
        raise Surprise
    return value
