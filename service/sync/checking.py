"""From raw records to checked ones: every field as it must be, every id once.

A record with a problem is left out and the problem told with its place; the rest goes on being checked, so
that all problems are told at once. Ids that the files do not define are looked up by the caller.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from schema.edtf import Edtf, Form, parse
from schema.kinds import TieKind
from schema.records import (
    ClaimRecord,
    EntityRecord,
    MatchRecord,
    NameRecord,
    QuestionRecord,
    RemarkRecord,
    SourceRecord,
    TieRecord,
)
from schema.vocabulary import Aspect, Modality, Stance
from service.sync.definitions import difference, misfits
from service.sync.field_values import SLUG
from service.sync.fields import NAME, RECORDS, TIE, Spec, right_values, values
from service.sync.questions import question_of
from service.sync.reading import Place, Problem, Raw, article, shown
from service.sync.rows import Statement

Shared = TypeVar("Shared", SourceRecord, EntityRecord, QuestionRecord)

# What the fields that hold ids refer to.
REFERS_TO = {
    "source": "source", "sources": "source", "attributedTo": "entity", "about": "entity", "tie": "tie",
    "from": "entity", "to": "entity", "institution": "entity",
}  # fmt: skip

# The reported day of a record whose source the files do not define.
UNDATED = Edtf("", Form.OPEN, parse("..").bounds)


@dataclass
class Checked:
    """The checked records of some files by id, and of each its place and the datasets that say it.

    A match goes by the ids of its two entities or ties, `one other`, in order of the alphabet.
    """

    sources: dict[str, SourceRecord] = field(default_factory=dict)
    entities: dict[str, EntityRecord] = field(default_factory=dict)
    ties: dict[str, TieRecord] = field(default_factory=dict)
    claims: dict[str, ClaimRecord] = field(default_factory=dict)
    remarks: dict[str, RemarkRecord] = field(default_factory=dict)
    questions: dict[str, QuestionRecord] = field(default_factory=dict)
    matches: dict[str, MatchRecord] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    datasets: dict[str, set[str]] = field(default_factory=dict)
    # What each dataset says of an entity that several know, but for names: JSON, as its row keeps it.
    shares: dict[str, str] = field(default_factory=dict)
    # Which kind of record each id stands for.
    types: dict[str, str] = field(default_factory=dict)
    # What records with something wrong in them refer to: the id, what it should be the id of, and where.
    mentions: list[tuple[str, str, Place]] = field(default_factory=list)


def check(
    raws: Iterable[Raw],
    problems: list[Problem],
    dataset_of: Mapping[str, str] | None = None,
    *,
    all_or_nothing: bool = False,
) -> Checked:
    """Every record that is right in itself; what is wrong is added to `problems`.

    `dataset_of` gives the dataset of each file, for the records that name none themselves. `all_or_nothing`: where
    anything is wrong nothing will be kept, so that of wrong records, too, what they define and refer to is noted, for
    all that is wrong with them to be told at once.
    """
    return _Checking(problems, dataset_of or {}, all_or_nothing).check(raws)


class _Checking:
    def __init__(self, problems: list[Problem], dataset_of: Mapping[str, str], all_or_nothing: bool) -> None:
        self.problems, self.all_or_nothing = problems, all_or_nothing
        self.dataset_of = dataset_of
        self.checked = Checked()

    def check(self, raws: Iterable[Raw]) -> Checked:
        statements: list[tuple[Raw, dict[str, Any], set[str]]] = []
        wrong: list[tuple[Raw, dict[str, Any]]] = []
        checked = self.checked
        for raw in raws:
            found, whole = right_values(raw.fields, RECORDS[raw.type], raw.place, self.problems)
            if not whole:
                wrong.append((raw, found))
                continue
            datasets = set(found.pop("datasets", None) or (self.dataset_of.get(raw.place.file, ""),))
            match raw.type:
                case "source":
                    self._keep_shared(checked.sources, SourceRecord(**found), raw, datasets)
                case "entity":
                    if names := self._names(found.pop("names"), raw.place.at("names")):
                        self._keep_shared(checked.entities, EntityRecord(names=names, **found), raw, datasets)
                    else:
                        wrong.append((raw, found))
                case "question":
                    if question := question_of(found, raw.place, self.problems):
                        self._keep_shared(checked.questions, question, raw, datasets)
                    else:
                        wrong.append((raw, found))
                case "match":
                    self._keep_match(MatchRecord(**found), raw, datasets)
                case _:
                    # After all else: their days may come from a source further down.
                    statements.append((raw, found, datasets))
        for raw, found, datasets in statements:
            self._statement(raw, found, datasets)
        for raw, found in wrong:
            self._note_wrong(found, raw.type, RECORDS[raw.type], raw.place)
        return checked

    def _statement(self, raw: Raw, found: dict[str, Any], datasets: set[str]) -> None:
        if raw.type == "claim":
            found["tie"] = self._tie(found["tie"], raw.place.at("tie"))
            if found["tie"] is None:
                self._note_wrong(found, raw.type, RECORDS[raw.type], raw.place)
                return
        if "id" not in found:
            found["id"] = _content_id(raw.type, found)
        if not self._dated(found, raw.place):
            self._note_wrong(found, raw.type, RECORDS[raw.type], raw.place)
            return
        if raw.type == "remark":
            self._keep_statement(self.checked.remarks, RemarkRecord(**found), raw, datasets)
            return
        claim = ClaimRecord(**found)
        tie = self.checked.ties.get(claim.tie)
        wrong = misfits(claim, tie.nature, raw.place) if tie else []
        self.problems += wrong
        if not wrong or self.all_or_nothing:
            self._keep_statement(self.checked.claims, claim, raw, datasets)

    def _note_wrong(self, found: dict[str, Any], type_: str, spec: Spec, place: Place) -> None:
        """What a record or definition with something wrong in it defines and refers to all the same."""
        if not self.all_or_nothing:
            return
        if "id" in found and not self._taken(found["id"], type_, place):
            self.checked.types[found["id"]] = type_
            self.checked.places.setdefault(found["id"], place)
        if found.get("tie"):
            found = {**found, "tie": self._tie(found["tie"], place.at("tie"))}
        for name in sorted(REFERS_TO.keys() & spec.keys()):
            given = found.get(spec[name].attribute) or ()
            for identity in (given,) if isinstance(given, str) else given:
                self.checked.mentions.append((identity, REFERS_TO[name], place.at(name)))

    # -- keeping each id once ------------------------------------------------------------------------------

    def _keep_shared(self, records: dict[str, Shared], record: Shared, raw: Raw, datasets: set[str]) -> None:
        """Several datasets may speak of one thing, the last version stands; within one dataset there is one version."""
        known = records.get(record.id)
        if known and known != record and datasets & self.checked.datasets[record.id]:
            first = self.checked.places[record.id]
            self._problem(raw.place.at("id"), f"“{record.id}” is defined otherwise at {first}")
        elif known or not self._taken(record.id, raw.type, raw.place):
            records[record.id] = record
            self._note(record.id, raw.type, raw.place, datasets)

    def _keep_statement(self, records: dict[str, Statement], record: Statement, raw: Raw, datasets: set[str]) -> None:
        """The same record read twice is one record, seen until the later day."""
        known = records.get(record.id)
        if isinstance(known, ClaimRecord) and isinstance(record, ClaimRecord):
            seen = max(known.last_seen_on or "", record.last_seen_on or "") or None
            known, record = replace(known, last_seen_on=seen), replace(record, last_seen_on=seen)
        if known and known != record:
            first = self.checked.places[record.id]
            what = f"“{record.id}” is the id of another {raw.type} at {first}"
            if replace(known, retracted_on=None) == replace(record, retracted_on=None):
                what = f"says the same as {first}, but for its retraction: give each an id of its own"
            self._problem(raw.place.at("id"), what)
        elif known or not self._taken(record.id, raw.type, raw.place):
            records[record.id] = record
            self._note(record.id, raw.type, raw.place, datasets)

    def _keep_match(self, match: MatchRecord, raw: Raw, datasets: set[str]) -> None:
        if match.a == match.b:
            self._problem(raw.place.at("b"), f"“{match.b}” is the same id as a; expected another one")
            return
        if match.b < match.a:
            match = replace(match, a=match.b, b=match.a)
        key = f"{match.a} {match.b}"
        known = self.checked.matches.get(key)
        if known and known != match:
            first = self.checked.places[key]
            self._problem(raw.place, f"“{match.a}” and “{match.b}” are decided on otherwise at {first}")
            return
        self.checked.matches[key] = match
        self.checked.places.setdefault(key, raw.place)
        self.checked.datasets.setdefault(key, set()).update(datasets)

    def _note(self, identity: str, type_: str, place: Place, datasets: set[str]) -> None:
        self.checked.types[identity] = type_
        self.checked.places.setdefault(identity, place)
        self.checked.datasets.setdefault(identity, set()).update(datasets)

    def _taken(self, identity: str, type_: str, place: Place) -> bool:
        other = self.checked.types.get(identity)
        if other is None or other == type_:
            return False
        first = self.checked.places[identity]
        self._problem(
            place.at("id"), f"“{identity}” is already the id of {article(other)} at {first}; ids are one space"
        )
        return True

    def _problem(self, place: Place, message: str) -> None:
        self.problems.append(Problem(place, message))

    # -- parts of records ----------------------------------------------------------------------------------

    def _names(self, value: Any, place: Place) -> tuple[NameRecord, ...] | None:
        if not isinstance(value, list) or not value:
            self._problem(place, f"expected a list of at least one name, found {shown(value)}")
            return None
        found: list[dict[str, Any]] = []
        for number, item in enumerate(value):
            if not isinstance(item, dict):
                self._problem(place.item(number), f"expected a mapping with a text, found {shown(item)}")
            elif (given := values(item, NAME, place.item(number), self.problems)) is not None:
                found.append(given)
        if len(found) != len(value):
            return None
        preferred = sum(name.get("preferred", False) for name in found)
        if preferred > 1:
            self._problem(place, "more than one name is preferred")
            return None
        if not preferred:
            found[0]["preferred"] = True
        return tuple(NameRecord(**name) for name in found)

    def _tie(self, value: Any, place: Place) -> str | None:
        """The id of a claim's tie, which may be defined here."""
        if isinstance(value, str) and SLUG.fullmatch(value):
            return value
        if not isinstance(value, dict):
            self._problem(place, f"expected a tie's id or its definition, found {shown(value)}")
            return None
        given, whole = right_values(value, TIE, place, self.problems)
        if not whole:
            self._note_wrong(given, "tie", TIE, place)
            return None
        tie = TieRecord(**given)
        if tie.kind is not TieKind.KIN_OF and (tie.equals or not tie.blood):
            self._problem(place.at("equals" if tie.equals else "blood"), "only KIN_OF has it")
        known = self.checked.ties.get(tie.id)
        if known is None:
            if self._taken(tie.id, "tie", place):
                return None
            self.checked.ties[tie.id] = tie
            self.checked.types[tie.id] = "tie"
            self.checked.places[tie.id] = place
        elif otherwise := difference(known, tie):
            self._problem(place, f"“{tie.id}” is defined otherwise at {self.checked.places[tie.id]}: {otherwise}")
            return None
        elif (len(tie.role or ""), tie.role or "") > (len(known.role or ""), known.role or ""):
            # The longest role stands: one file may know what the other leaves out.
            self.checked.ties[tie.id] = replace(known, role=tie.role)
        return tie.id

    def _dated(self, found: dict[str, Any], place: Place) -> bool:
        """Fill in the reported day from the source, where the files have it; False where there is none to take."""
        if "reported_on" in found:
            return True
        source = self.checked.sources.get(found["source"])
        if source and not source.published_on:
            self._problem(place.at("reportedOn"), f"is missing, and “{source.id}” has no publishedOn to take")
            return False
        # Where the source stands in the database, its day is filled in when that has been asked.
        found["reported_on"] = parse(source.published_on) if source and source.published_on else UNDATED
        return True


_NOT_CONTENT = {"id", "last_seen_on", "retracted_on", "recorded_at", "withdrawn_at"}
_DEFAULTS = {"stance": Stance.ASSERTS, "aspect": Aspect.TIE, "modality": Modality.STATED}


def _content_id(type_: str, found: dict[str, Any]) -> str:
    """An id that follows from what a record says, whether its defaults are written out or not."""
    said = sorted(
        (name, str(value)) for name, value in found.items() if name not in _NOT_CONTENT and value != _DEFAULTS.get(name)
    )
    return f"{type_}-{hashlib.sha256(repr(said).encode()).hexdigest()[:20]}"
