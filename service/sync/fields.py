"""The fields of the claims format: which each record has, what each must be, and what it is called inside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schema.edtf import Form
from schema.kinds import TieKind
from schema.vocabulary import Aspect, Consistency, EntityKind, Modality, Stance
from service.sync.field_values import (
    Checker,
    anything,
    credibility,
    datasets,
    edtf,
    edtf_text,
    flag,
    grade,
    instant,
    list_of,
    one_of,
    plain_day,
    schemes,
    slug,
    text,
)
from service.sync.reading import Place, Problem, listed, shown


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it is called in the record, what it must be, whether it may be left out."""

    attribute: str
    check: Checker
    required: bool = False


class Spec(dict[str, Field]):
    """The fields of a kind of record, by what they are called in files."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        super().__init__(fields)
        self.required = tuple(name for name, field in fields.items() if field.required)


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
    for name in spec.required:
        if fields.get(name) is None:
            problems.append(Problem(place.at(name), "is missing"))
    return found, len(problems) == before


_DATES = (Form.DATE, Form.SET)
_ONE_DATE = edtf(*_DATES)
_ONE_DATE_TEXT = edtf_text(*_DATES)

NAME = Spec(
    {
        "text": Field("text", text, required=True),
        "language": Field("language", text),
        "script": Field("script", text),
        "preferred": Field("preferred", flag),
        "start": Field("start", _ONE_DATE_TEXT),
        "end": Field("end", edtf_text(*_DATES, Form.OPEN)),
        "sources": Field("sources", list_of(slug)),
    }
)
TIE = Spec(
    {
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
)
POSITION = Spec(
    {
        "text": Field("text", text, required=True),
        "claims": Field("claims", list_of(slug)),
        "remarks": Field("remarks", list_of(slug)),
    }
)
EVIDENCE = Spec(
    {
        "claim": Field("claim", slug),
        "remark": Field("remark", slug),
        "credibility": Field("credibility", credibility, required=True),
        "bears": Field("bears", list_of(one_of(Consistency)), required=True),
        "note": Field("note", text),
    }
)
_EVERY = Spec({"dataset": Field("datasets", datasets)})
_STATEMENT = Spec(
    {
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
)
RECORDS: Mapping[str, Spec] = {
    "source": Spec(
        {
            "id": Field("id", slug, required=True),
            "title": Field("title", text, required=True),
            "publisher": Field("publisher", text),
            "author": Field("author", text),
            "publishedOn": Field("published_on", _ONE_DATE_TEXT),
            "url": Field("url", text),
            "reliability": Field("reliability", grade),
            "note": Field("note", text),
            **_EVERY,
        }
    ),
    "entity": Spec(
        {
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
        }
    ),
    "claim": Spec(
        {
            "tie": Field("tie", anything, required=True),
            **_STATEMENT,
            "aspect": Field("aspect", one_of(Aspect)),
            "start": Field("start", _ONE_DATE),
            "end": Field("end", edtf(*_DATES, Form.OPEN)),
            "heldOn": Field("held_on", edtf(*_DATES, Form.INTERVAL)),
            "role": Field("role", text),
            "note": Field("note", text),
            "lastSeenOn": Field("last_seen_on", plain_day),
        }
    ),
    "remark": Spec(
        {
            "about": Field("about", slug, required=True),
            "text": Field("text", text, required=True),
            **_STATEMENT,
            "date": Field("date", edtf(*_DATES, Form.INTERVAL)),
        }
    ),
    "question": Spec(
        {
            "id": Field("id", slug, required=True),
            "text": Field("text", text, required=True),
            "about": Field("about", list_of(slug), required=True),
            "positions": Field("positions", anything, required=True),
            "evidence": Field("evidence", anything),
            **_EVERY,
        }
    ),
    "match": Spec(
        {
            "a": Field("a", slug, required=True),
            "b": Field("b", slug, required=True),
            "same": Field("same", flag, required=True),
            "by": Field("by", text, required=True),
            "on": Field("on", plain_day, required=True),
            "reason": Field("reason", text, required=True),
            **_EVERY,
        }
    ),
}
