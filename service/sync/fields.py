"""The fields of the claims format: which each record has, what each must be, and what it is called inside.

A checker takes a value as it stands in a file and gives the one that the record holds, or raises ValueError with
what was expected.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from schema.edtf import Day, Edtf, Form, day, parse
from schema.errors import BadInput
from schema.kinds import TieKind
from schema.vocabulary import Aspect, Consistency, EntityKind, Modality, Stance
from service.sync.reading import Place, Problem, listed, shown

Checker = Callable[[Any], Any]

SLUG = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")
_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")
# What neither database nor JSON of an answer can carry: control characters, halves of a pair of UTF-16.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is called in the record, what it must be, whether it may be left out."""

    attribute: str
    check: Checker
    required: bool = False


Spec = Mapping[str, Field]


def values(fields: dict[str, Any], spec: Spec, place: Place, problems: list[Problem]) -> dict[str, Any] | None:
    """The fields that are given, checked, by the names they have inside; None where a problem was added."""
    found, whole = right_values(fields, spec, place, problems)
    return found if whole else None


def right_values(
    fields: dict[str, Any], spec: Spec, place: Place, problems: list[Problem]
) -> tuple[dict[str, Any], bool]:
    """Those of the fields that are right, and whether all are: a problem was added for each that is not."""
    before = len(problems)
    found: dict[str, Any] = {}
    for name, value in fields.items():
        field = spec.get(name)
        if field is None:
            problems.append(Problem(place.at(str(name)), f"unknown field; expected one of {listed(spec)}"))
        elif value is not None:
            try:
                found[field.attribute] = field.check(value)
            except ValueError as error:
                problems.append(Problem(place.at(name), f"{error}, found {shown(value)}"))
    for name, field in spec.items():
        if field.required and fields.get(name) is None:
            problems.append(Problem(place.at(name), "is missing"))
    return found, len(problems) == before


# -- checkers --------------------------------------------------------------------------------------------


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


# -- records ---------------------------------------------------------------------------------------------

_DATES = (Form.DATE, Form.SET)
_ONE_DATE = edtf(*_DATES)
_ONE_DATE_TEXT = edtf_text(*_DATES)

NAME: Spec = {
    "text": Field("text", text, required=True),
    "language": Field("language", text),
    "script": Field("script", text),
    "preferred": Field("preferred", flag),
    "start": Field("start", _ONE_DATE_TEXT),
    "end": Field("end", edtf_text(*_DATES, Form.OPEN)),
    "sources": Field("sources", list_of(slug)),
}
TIE: Spec = {
    "id": Field("id", slug, required=True),
    "kind": Field("kind", one_of(TieKind), required=True),
    "from": Field("from_id", slug, required=True),
    "to": Field("to_id", slug, required=True),
    "role": Field("role", text),
    "head": Field("head", flag),
    "institution": Field("institution", slug),
    "blood": Field("blood", flag),
    "equals": Field("equals", flag),
}
POSITION: Spec = {
    "text": Field("text", text, required=True),
    "claims": Field("claims", list_of(slug)),
    "remarks": Field("remarks", list_of(slug)),
}
EVIDENCE: Spec = {
    "claim": Field("claim", slug),
    "remark": Field("remark", slug),
    "credibility": Field("credibility", credibility, required=True),
    "bears": Field("bears", list_of(one_of(Consistency)), required=True),
    "note": Field("note", text),
}
_EVERY: Spec = {"dataset": Field("datasets", datasets)}
_STATEMENT: Spec = {
    "id": Field("id", slug),
    "source": Field("source", slug, required=True),
    "stance": Field("stance", one_of(Stance)),
    "modality": Field("modality", one_of(Modality)),
    "reportedOn": Field("reported_on", _ONE_DATE),
    "attributedTo": Field("attributed_to", slug),
    "retractedOn": Field("retracted_on", plain_day),
    "recordedAt": Field("recorded_at", instant),
    "withdrawnAt": Field("withdrawn_at", instant),
    **_EVERY,
}
RECORDS: Mapping[str, Spec] = {
    "source": {
        "id": Field("id", slug, required=True),
        "title": Field("title", text, required=True),
        "publisher": Field("publisher", text),
        "author": Field("author", text),
        "publishedOn": Field("published_on", _ONE_DATE_TEXT),
        "url": Field("url", text),
        "reliability": Field("reliability", grade),
        "note": Field("note", text),
        **_EVERY,
    },
    "entity": {
        "id": Field("id", slug, required=True),
        "kind": Field("kind", one_of(EntityKind), required=True),
        "names": Field("names", anything, required=True),
        "identified": Field("identified", flag),
        "description": Field("description", text),
        "born": Field("born", _ONE_DATE_TEXT),
        "died": Field("died", _ONE_DATE_TEXT),
        "externalIds": Field("external_ids", schemes),
        "sources": Field("sources", list_of(slug)),
        **_EVERY,
    },
    "claim": {
        "tie": Field("tie", anything, required=True),
        **_STATEMENT,
        "aspect": Field("aspect", one_of(Aspect)),
        "start": Field("start", _ONE_DATE),
        "end": Field("end", edtf(*_DATES, Form.OPEN)),
        "heldOn": Field("held_on", edtf(*_DATES, Form.INTERVAL)),
        "role": Field("role", text),
        "note": Field("note", text),
        "lastSeenOn": Field("last_seen_on", plain_day),
    },
    "remark": {
        "about": Field("about", slug, required=True),
        "text": Field("text", text, required=True),
        **_STATEMENT,
        "date": Field("date", edtf(*_DATES, Form.INTERVAL)),
    },
    "question": {
        "id": Field("id", slug, required=True),
        "text": Field("text", text, required=True),
        "about": Field("about", list_of(slug), required=True),
        "positions": Field("positions", anything, required=True),
        "evidence": Field("evidence", anything),
        **_EVERY,
    },
    "match": {
        "a": Field("a", slug, required=True),
        "b": Field("b", slug, required=True),
        "same": Field("same", flag, required=True),
        "by": Field("by", text, required=True),
        "on": Field("on", plain_day, required=True),
        "reason": Field("reason", text, required=True),
        **_EVERY,
    },
}
