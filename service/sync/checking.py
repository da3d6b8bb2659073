"""From raw records to checked ones: what every field of the claims format must be.

A record with a problem is left out and the problem told with its place; the rest goes on being checked, so
that all problems are told at once. Ids that the files do not define are looked up by the caller.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from schema.edtf import Day, Edtf, Form, day, parse
from schema.errors import BadInput
from schema.kinds import RULES, TieKind
from schema.records import (
    ClaimRecord,
    EntityRecord,
    MatchRecord,
    NameRecord,
    PositionRecord,
    QuestionRecord,
    RemarkRecord,
    SourceRecord,
    TieRecord,
)
from schema.vocabulary import Aspect, EntityKind, Modality, Stance, TieNature
from service.sync.reading import Place, Problem, Raw, _listed, _shown

T = TypeVar("T")
Checker = Callable[[Any], Any]

_SLUG = re.compile(r"[a-z0-9]+(?:-+[a-z0-9]+)*")


@dataclass
class Checked:
    """The checked records of some files, each with its place, by id."""

    sources: dict[str, SourceRecord] = field(default_factory=dict)
    entities: dict[str, EntityRecord] = field(default_factory=dict)
    ties: dict[str, TieRecord] = field(default_factory=dict)
    claims: dict[str, ClaimRecord] = field(default_factory=dict)
    remarks: dict[str, RemarkRecord] = field(default_factory=dict)
    questions: dict[str, QuestionRecord] = field(default_factory=dict)
    matches: dict[str, MatchRecord] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    # The dataset that a record names for itself, as in an export.
    datasets: dict[str, str] = field(default_factory=dict)
    # Which kind of record each id stands for.
    types: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.types)


# One checker per shape: returns the value or raises ValueError with what was expected.


def _text(value: Any) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise ValueError("expected text")


def _slug(value: Any) -> str:
    if isinstance(value, str) and _SLUG.fullmatch(value):
        return value
    raise ValueError("expected an id of lower-case letters, digits and hyphens")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError("expected true or false")


def _one_of(enumeration: type[T]) -> Checker:
    def check(value: Any) -> T:
        try:
            return enumeration(value)  # type: ignore[call-arg]  # enumerations are called with their value
        except ValueError:
            raise ValueError(f"expected one of {_listed(e.value for e in enumeration)}") from None  # type: ignore[attr-defined]

    return check


def _edtf(*forms: Form) -> Checker:
    def check(value: Any) -> Edtf:
        if not isinstance(value, str):
            raise ValueError("expected a date in quotes")
        try:
            found = parse(value)
        except BadInput as error:
            raise ValueError(str(error)) from None
        if found.form not in forms:
            expected = {Form.INTERVAL: "an interval", Form.OPEN: "an open end (..)"}[found.form]
            raise ValueError(f"{expected} cannot stand here: expected one date, such as 2022-01-05, 2016 or [..2019]")
        return found

    return check


def _edtf_text(*forms: Form) -> Checker:
    check = _edtf(*forms)
    return lambda value: check(value).text


def _day(value: Any) -> Day:
    if not isinstance(value, str):
        raise ValueError("expected a day such as 2022-01-05")
    try:
        return day(value)
    except BadInput as error:
        raise ValueError(str(error)) from None


def _instant(value: Any) -> str:
    try:
        if isinstance(value, str) and datetime.fromisoformat(value).tzinfo:
            return value
    except ValueError:
        pass
    raise ValueError("expected an instant with zone such as 2022-01-08T12:00:00Z")


def _grade(value: Any) -> str:
    if value in ("A", "B", "C", "D", "E", "F"):
        return str(value)
    raise ValueError("expected a grade from A to F")


def _list(of: Checker) -> Checker:
    def check(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise ValueError("expected a list")
        return tuple(of(item) for item in value)

    return check


def _schemes(value: Any) -> tuple[tuple[str, str], ...]:
    if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return tuple(sorted((str(k), v) for k, v in value.items()))
    raise ValueError("expected a mapping from scheme to value")


_DATES = (Form.DATE, Form.SET)
_ONE_DATE = _edtf(*_DATES)
_REQUIRED = "*"

Spec = dict[str, tuple[str, Checker]]  # field as written → field of the record, checker; "*" marks required ones

NAME: Spec = {
    "text*": ("text", _text),
    "language": ("language", _text),
    "script": ("script", _text),
    "preferred": ("preferred", _flag),
    "start": ("start", _edtf_text(*_DATES)),
    "end": ("end", _edtf_text(*_DATES, Form.OPEN)),
    "sources": ("sources", _list(_slug)),
}
SOURCE: Spec = {
    "id*": ("id", _slug),
    "title*": ("title", _text),
    "publisher": ("publisher", _text),
    "author": ("author", _text),
    "publishedOn": ("published_on", _edtf_text(*_DATES)),
    "url": ("url", _text),
    "reliability": ("reliability", _grade),
    "note": ("note", _text),
}
ENTITY: Spec = {
    "id*": ("id", _slug),
    "kind*": ("kind", _one_of(EntityKind)),
    "names*": ("names", lambda value: value),
    "identified": ("identified", _flag),
    "description": ("description", _text),
    "born": ("born", _edtf_text(*_DATES)),
    "died": ("died", _edtf_text(*_DATES)),
    "externalIds": ("external_ids", _schemes),
    "sources": ("sources", _list(_slug)),
}
TIE: Spec = {
    "id*": ("id", _slug),
    "kind*": ("kind", _one_of(TieKind)),
    "from*": ("from_id", _slug),
    "to*": ("to_id", _slug),
    "role": ("role", _text),
    "head": ("head", _flag),
    "institution": ("institution", _slug),
    "blood": ("blood", _flag),
    "equals": ("equals", _flag),
}
_STATEMENT: Spec = {
    "id": ("id", _slug),
    "source*": ("source", _slug),
    "stance": ("stance", _one_of(Stance)),
    "modality": ("modality", _one_of(Modality)),
    "reportedOn": ("reported_on", _ONE_DATE),
    "attributedTo": ("attributed_to", _slug),
    "retractedOn": ("retracted_on", _day),
    "recordedAt": ("recorded_at", _instant),
    "withdrawnAt": ("withdrawn_at", _instant),
}
CLAIM: Spec = _STATEMENT | {
    "tie*": ("tie", lambda value: value),
    "aspect": ("aspect", _one_of(Aspect)),
    "start": ("start", _ONE_DATE),
    "end": ("end", _edtf(*_DATES, Form.OPEN)),
    "heldOn": ("held_on", _edtf(*_DATES, Form.INTERVAL)),
    "role": ("role", _text),
    "note": ("note", _text),
    "lastSeenOn": ("last_seen_on", _day),
}
REMARK: Spec = _STATEMENT | {
    "about*": ("about", _slug),
    "text*": ("text", _text),
    "date": ("date", _edtf(*_DATES, Form.INTERVAL)),
}
POSITION: Spec = {
    "text*": ("text", _text),
    "claims": ("claims", _list(_slug)),
    "remarks": ("remarks", _list(_slug)),
}
QUESTION: Spec = {
    "id*": ("id", _slug),
    "text*": ("text", _text),
    "about*": ("about", _list(_slug)),
    "positions*": ("positions", lambda value: value),
}
MATCH: Spec = {
    "a*": ("a", _slug),
    "b*": ("b", _slug),
    "same*": ("same", _flag),
    "by*": ("by", _text),
    "on*": ("on", _day),
    "reason*": ("reason", _text),
}


def check(raws: Iterable[Raw], problems: list[Problem]) -> Checked:
    """Every record that is right in itself; what is wrong is added to `problems`."""
    checked = Checked()
    statements: list[tuple[Raw, dict[str, Any]]] = []
    for raw in raws:
        fields = dict(raw.fields)
        dataset = fields.pop("dataset", None)
        values = _values(fields, {"source": SOURCE, "entity": ENTITY, "claim": CLAIM, "remark": REMARK,
                                  "question": QUESTION, "match": MATCH}[raw.type], raw.place, problems)  # fmt: skip
        if dataset is not None and not (isinstance(dataset, str) and _SLUG.fullmatch(dataset)):
            problems.append(
                Problem(raw.place.at("dataset"), f"expected the name of a dataset, found {_shown(dataset)}")
            )
        if values is None:
            continue
        before = len(checked.types)
        match raw.type:
            case "source":
                _keep(checked, checked.sources, SourceRecord(**values), raw, problems)
            case "entity":
                names = _names(values.pop("names"), raw.place, problems)
                if names:
                    _keep(checked, checked.entities, EntityRecord(names=names, **values), raw, problems)
            case "question":
                positions = _positions(values.pop("positions"), raw.place, problems)
                if positions:
                    _keep(checked, checked.questions, QuestionRecord(positions=positions, **values), raw, problems)
            case "match":
                match = MatchRecord(**values)
                checked.matches[f"{match.a} {match.b}"] = match
                checked.places[f"{match.a} {match.b}"] = raw.place
            case _:
                statements.append((raw, values))
        if dataset and len(checked.types) > before:
            checked.datasets[values["id"]] = dataset
    for raw, values in statements:
        dataset = raw.fields.get("dataset")
        made = _statement(raw, values, checked, problems)
        if made and isinstance(dataset, str):
            checked.datasets[made] = dataset
    return checked


def _values(fields: dict[str, Any], spec: Spec, place: Place, problems: list[Problem]) -> dict[str, Any] | None:
    known = {name.rstrip(_REQUIRED): (name.endswith(_REQUIRED), *rule) for name, rule in spec.items()}
    before = len(problems)
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in known:
            problems.append(Problem(place.at(str(name)), f"unknown field; expected one of {_listed(known)}"))
        elif value is not None:
            try:
                values[known[name][1]] = known[name][2](value)
            except ValueError as error:
                problems.append(Problem(place.at(name), f"{error}, found {_shown(value)}"))
    for name, (required, _, _) in known.items():
        if required and fields.get(name) is None:
            problems.append(Problem(place.at(name), "is missing"))
    return values if len(problems) == before else None


def _keep(checked: Checked, records: dict[str, T], record: T, raw: Raw, problems: list[Problem]) -> None:
    identity: str = record.id  # type: ignore[attr-defined]  # every kept record has an id
    if _taken(checked, identity, raw.type, raw.place, problems):
        return
    records[identity] = record
    checked.types[identity] = raw.type
    checked.places[identity] = raw.place


def _taken(checked: Checked, identity: str, type_: str, place: Place, problems: list[Problem]) -> bool:
    if identity not in checked.types:
        return False
    first = checked.places[identity]
    problems.append(
        Problem(
            place.at("id"),
            f"“{identity}” is already the id of a {checked.types[identity]} at {first}; ids are one space",
        )
    )
    return True


def _names(value: Any, place: Place, problems: list[Problem]) -> tuple[NameRecord, ...] | None:
    where = place.at("names")
    if not isinstance(value, list) or not value:
        problems.append(Problem(where, f"expected a list of at least one name, found {_shown(value)}"))
        return None
    found: list[NameRecord] = []
    for number, item in enumerate(value):
        at = Place(where.file, f"{where.where}[{number}]")
        values = _values(item, NAME, at, problems) if isinstance(item, dict) else None
        if not isinstance(item, dict):
            problems.append(Problem(at, f"expected a mapping with a text, found {_shown(item)}"))
        if values is not None:
            found.append(NameRecord(**values))
    if len(found) != len(value):
        return None
    preferred = [name for name in found if name.preferred]
    if len(preferred) > 1:
        problems.append(Problem(where, "more than one name is preferred"))
        return None
    return tuple(found) if preferred else (replace(found[0], preferred=True), *found[1:])


def _positions(value: Any, place: Place, problems: list[Problem]) -> tuple[PositionRecord, ...] | None:
    where = place.at("positions")
    if not isinstance(value, list) or len(value) < 2:
        problems.append(Problem(where, f"expected a list of at least two positions, found {_shown(value)}"))
        return None
    found: list[PositionRecord] = []
    for number, item in enumerate(value):
        at = Place(where.file, f"{where.where}[{number}]")
        if not isinstance(item, dict):
            problems.append(Problem(at, f"expected a mapping, found {_shown(item)}"))
        elif (values := _values(item, POSITION, at, problems)) is not None:
            found.append(PositionRecord(**values))
    return tuple(found) if len(found) == len(value) else None


def _statement(raw: Raw, values: dict[str, Any], checked: Checked, problems: list[Problem]) -> str | None:
    """A claim or remark: the tie's definition, the reported day by default, an id by content."""
    place = raw.place
    if raw.type == "claim":
        tie = _tie(values["tie"], checked, place.at("tie"), problems)
        if tie is None:
            return None
        values["tie"] = tie
    explicit = "id" in values
    if not explicit:
        values["id"] = _content_id(raw.type, values)
    if "reported_on" not in values:
        source = checked.sources.get(values["source"])
        if source and source.published_on:
            values["reported_on"] = parse(source.published_on)
        elif source:
            problems.append(
                Problem(place.at("reportedOn"), f"is missing, and “{source.id}” has no publishedOn to take")
            )
            return None
        else:
            # The source may stand in the database: the importer fills the day in, or tells that it is missing.
            values["reported_on"] = UNDATED
    identity: str = values["id"]
    if not explicit and checked.types.get(identity) == raw.type:
        return identity  # the same record read twice is one record
    if raw.type == "remark":
        remark = RemarkRecord(**values)
        _keep(checked, checked.remarks, remark, raw, problems)
    else:
        claim = ClaimRecord(**values)
        known = checked.ties.get(claim.tie)
        if known and not _fits(claim, known.nature, place, problems):
            return None
        _keep(checked, checked.claims, claim, raw, problems)
    return identity


# The reported day of a record whose source the files do not define.
UNDATED = Edtf("", Form.OPEN, parse("..").bounds)


def _fits(claim: ClaimRecord, nature: TieNature, place: Place, problems: list[Problem]) -> bool:
    """Whether the claim's dates can stand on a tie of this nature."""
    before = len(problems)
    if nature is TieNature.ACT and claim.end:
        problems.append(Problem(place.at("end"), "an act has no end: give its day as start"))
    if nature is TieNature.BOND and (claim.start or claim.end):
        problems.append(Problem(place.at("start" if claim.start else "end"), "a bond has no dates"))
    if claim.stance is Stance.DENIES and claim.end and claim.end.form is Form.OPEN:
        problems.append(Problem(place.at("end"), "a denial names the day that it denies, or none"))
    return len(problems) == before


def _tie(value: Any, checked: Checked, place: Place, problems: list[Problem]) -> str | None:
    if isinstance(value, str):
        if _SLUG.fullmatch(value):
            return value
        problems.append(Problem(place, f"expected a tie's id or its definition, found {_shown(value)}"))
        return None
    if not isinstance(value, dict):
        problems.append(Problem(place, f"expected a tie's id or its definition, found {_shown(value)}"))
        return None
    values = _values(value, TIE, place, problems)
    if values is None:
        return None
    tie = TieRecord(**values)
    known = checked.ties.get(tie.id)
    if known:
        if known.identity != tie.identity:
            problems.append(
                Problem(
                    place, f"“{tie.id}” is defined otherwise at {checked.places[tie.id]}: {_difference(known, tie)}"
                )
            )
            return None
        # The longer definition stands: one file may know a role that the other leaves out.
        if tie.role and (known.role is None or (len(tie.role), tie.role) > (len(known.role), known.role)):
            checked.ties[tie.id] = replace(known, role=tie.role)
        return tie.id
    if _taken(checked, tie.id, "tie", place, problems):
        return None
    checked.ties[tie.id] = tie
    checked.types[tie.id] = "tie"
    checked.places[tie.id] = place
    return tie.id


def _difference(one: TieRecord, other: TieRecord) -> str:
    names = ("kind", "from_id", "to_id", "head", "institution", "blood", "equals")
    return ", ".join(
        f"{name.removesuffix('_id')} {getattr(one, name)} / {getattr(other, name)}"
        for name in names
        if getattr(one, name) != getattr(other, name)
    )


def ends_problem(tie: TieRecord, from_kind: EntityKind, to_kind: EntityKind) -> str | None:
    """What is wrong with the kinds of a tie's ends; None where nothing is."""
    rule = RULES[tie.kind]
    if tie.from_id == tie.to_id:
        return f"“{tie.id}” ties “{tie.from_id}” to itself"
    for end, kind, allowed in (("from", from_kind, rule.from_kinds), ("to", to_kind, rule.to_kinds)):
        if kind not in allowed:
            return f"{tie.kind.value} cannot have a {kind.value} as its {end}: expected {_listed(sorted(k.value for k in allowed))}"
    if rule.same_kind and from_kind is not to_kind:
        return f"{tie.kind.value} joins two of one kind, found {from_kind.value} and {to_kind.value}"
    return None


_NOT_CONTENT = {"id", "last_seen_on", "retracted_on", "recorded_at", "withdrawn_at"}


def _content_id(type_: str, values: dict[str, Any]) -> str:
    """An id that follows from what a record says, so that the same record read twice is one record."""
    said = sorted((name, str(value)) for name, value in values.items() if name not in _NOT_CONTENT)
    return f"{type_}-{hashlib.sha256(repr(said).encode()).hexdigest()[:20]}"
