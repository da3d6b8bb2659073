"""The values of the claims format: checkers of what stands in a field.

A checker takes a value as it stands in a file and gives the one that the record holds, or raises ValueError with
what was expected.
"""

import re
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from schema.edtf import Day, Edtf, Form, day, parse
from schema.errors import BadInput
from service.sync.reading import listed

Checker = Callable[[Any], Any]

SLUG = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")
# What neither database nor JSON of an answer can carry: control characters, halves of a pair of UTF-16.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def anything(value: Any) -> Any:
    """A value with a shape of its own, looked at by the caller."""
    return value


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("expected text")
    if _UNFIT.search(value):
        raise ValueError("expected text without control characters")
    return value.strip()


def slug(value: Any) -> str:
    if isinstance(value, str) and SLUG.fullmatch(value):
        return value
    raise ValueError("expected an id of lower-case letters, digits and hyphens")


def as_slug(value: str) -> str:
    """Any text as an id: small Latin letters and digits as they are, a hyphen for whatever stands between them."""
    return _NOT_IN_SLUGS.sub("-", value.lower()).strip("-")


def flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("expected true or false")


def one_of(enumeration: type[StrEnum]) -> Checker:
    def check(value: Any) -> StrEnum:
        if isinstance(value, str) and value in enumeration.__members__:
            return enumeration(value)
        raise ValueError(f"expected one of {listed(each.value for each in enumeration)}")

    return check


def edtf(*forms: Form) -> Checker:
    """A date in one of the forms."""

    def check(value: Any) -> Edtf:
        if not isinstance(value, str):
            raise ValueError("expected a date in quotes")
        try:
            found = parse(value)
        except BadInput as error:
            raise ValueError(str(error)) from None
        if found.form not in forms:
            what = {Form.INTERVAL: "an interval", Form.OPEN: "an open end (..)"}[found.form]
            raise ValueError(f"{what} cannot stand here: expected one date, such as 2022-01-05, 2016 or [..2019]")
        return found

    return check


def edtf_text(*forms: Form) -> Checker:
    """The same, kept as text."""
    check = edtf(*forms)
    return lambda value: check(value).text


def plain_day(value: Any) -> Day:
    if not isinstance(value, str):
        raise ValueError("expected a day such as 2022-01-05")
    try:
        return day(value)
    except BadInput as error:
        raise ValueError(str(error)) from None


def instant(value: Any) -> str:
    try:
        if isinstance(value, str) and datetime.fromisoformat(value).tzinfo:
            return value
    except ValueError:
        pass
    raise ValueError("expected an instant with zone such as 2022-01-08T12:00:00Z")


def grade(value: Any) -> str:
    if value in ("A", "B", "C", "D", "E", "F"):
        return str(value)
    raise ValueError("expected a grade from A to F")


def credibility(value: Any) -> int:
    """A digit, which YAML keeps as text."""
    if not isinstance(value, bool) and str(value) in ("1", "2", "3", "4", "5", "6"):
        return int(value)
    raise ValueError("expected a grade from 1 to 6")


def list_of(item: Checker) -> Checker:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("expected a list")
        return tuple(item(each) for each in value)

    return check


def schemes(value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise ValueError("expected a mapping from scheme to value")
    return tuple(sorted((text(str(scheme)), text(each)) for scheme, each in value.items()))


def datasets(value: Any) -> tuple[str, ...]:
    """The dataset that a record names for itself, or several, as exports write them."""
    names = value if isinstance(value, list) else [value]
    if names and all(isinstance(name, str) and SLUG.fullmatch(name) for name in names):
        return tuple(names)
    raise ValueError("expected the name of a dataset")
