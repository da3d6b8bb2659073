"""Any document of Popolo JSON: people, organizations, and who was a member of which, from when until when.

A membership of a legislature is two ties: to the legislature, from the start of its term where it has none of its own,
and to the party on whose behalf it was held. Memberships seldom have ids; which tie one goes on with is found out by
the sync. Lists may share ids: those of organizations have their list before them, those of people stay as they are.
Of images, links, contact details and whatever else there is the graph holds nothing: it is counted.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schema.errors import BadInput
from service.sync.field_values import as_slug
from service.sync.reading import Place, Raw, fault, shown, writable
from service.sync.upstream import (
    Notes,
    Refused,
    Version,
    as_stem,
    bare,
    day_in_name,
    is_of_calendar,
    is_value,
    oldest_first,
    refuse_halves,
)

TITLE = "Popolo JSON (people, organizations, memberships)"
REGISTER = True
FILES = ("ep-popolo-v1.0.json",)

NAME = "popolo"

_DAY = re.compile(r"(?:.*[_-])?(\d{4}-\d\d-\d\d)(?:[_.-].*)?")
_DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T.*)?")
# The ids of people that need no list before them to be told from all others.
_OWN = re.compile(r"(?:person/)?(?!person-|organization-)[a-z0-9]+(?:-[a-z0-9]+)*")
# What stands for no party.
_NO_PARTY = frozenset({"independent", "unknown"})
# What is read of each; whatever else there is, the graph has no place for.
_OF_ALL = {"id", "name", "other_names", "identifiers"}
_OF_PERSONS = {*_OF_ALL, "birth_date", "death_date"}
_OF_BODIES = {*_OF_ALL, "founding_date", "dissolution_date"}
_OF_MEMBERSHIPS = {
    "id", "person_id", "organization_id", "on_behalf_of_id", "legislative_period_id", "area_id", "role", "start_date",
    "end_date",
}  # fmt: skip
_OF_TERMS = {"id", "start_date", "end_date"}
_OF_NAMES = {"name", "lang", "start_date", "end_date"}
_OF_IDENTIFIERS = {"scheme", "identifier"}
_OF_META = {"source", "sources"}
_OF_DOCUMENTS = {"meta", "persons", "organizations", "memberships", "events", "posts", "areas"}
# What must be text or a number, in the items of each list.
_TEXTS = {
    "persons": ("id", "name"),
    "organizations": ("id", "name"),
    "other_names": ("name", "lang"),
    "identifiers": ("scheme", "identifier"),
    "events": ("id",),
    "memberships": (
        "id", "person_id", "organization_id", "on_behalf_of_id", "legislative_period_id", "area_id", "role",
    ),
    "posts": ("id", "label", "name"),
    "areas": ("id", "label", "name"),
}  # fmt: skip


def versions(paths: Sequence[Path]) -> list[Version]:
    """Each document is a version, oldest first. Raises BadInput for a folder without any."""
    found: list[Version] = []
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not files:
            raise BadInput(f"{path} holds no .json file")
        for file in files:
            found.append(Version((file,), file.name, day=day_in_name(_DAY.fullmatch(file.name))))
    return oldest_first(found)


def records(version: Version, notes: Notes) -> Iterator[Raw]:
    """The records of one document, which is small enough to be held as a whole."""
    (file,) = version.files
    try:
        document = json.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(f"{file.name} is not UTF-8: byte {error.start}") from None
    except json.JSONDecodeError as error:
        raise Refused(f"{file.name} is broken JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"{file.name} is broken JSON: {fault(error)}", suggestion="Ask whoever publishes it.") from None
    if not isinstance(document, dict) or not isinstance(document.get("persons"), list):
        raise Refused(f"{file.name} is no Popolo document: expected an object with a list of persons")
    yield from _Document(document, file.name, version.source or NAME, notes).records()


@dataclass
class _Document:
    document: dict[str, Any]
    file: str
    name: str
    notes: Notes
    people: set[str] = field(default_factory=set)
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    # The events that memberships took their dates from.
    terms: set[str] = field(default_factory=set)

    def records(self) -> Iterator[Raw]:
        title = TITLE if self.name == NAME else f"{TITLE}: {self.name}"
        yield Raw("source", bare({"id": self.name, "title": title, "url": self._url()}), Place(self.file, ""))
        for place, body in self._items("organizations"):
            if _text(body, "id") in self.bodies:
                self.notes.reject(place.at("id"), f"“{body['id']}” stands twice")
                continue
            self.bodies[_text(body, "id")] = body
            if not _is_no_party(body):
                self.notes.cannot_hold_others("property of an organization", body, _OF_BODIES)
                identity = self._body(_text(body, "id"))
                yield self._entity(place, body, identity, "INSTITUTION", "founding_date", "dissolution_date")
        for place, person in self._items("persons"):
            if _text(person, "id") in self.people:
                self.notes.reject(place.at("id"), f"“{person['id']}” stands twice")
                continue
            identity = _text(person, "id")
            self.people.add(identity)
            self.notes.cannot_hold_others("property of a person", person, _OF_PERSONS)
            yield self._entity(place, person, self._person(identity), "PERSON", "birth_date", "death_date")
        events = {_text(event, "id"): event for _, event in self._items("events", count=False)}
        for place, membership in self._items("memberships", keyed=False):
            yield from self._membership(place, membership, events)
        for name in ("posts", "areas"):
            for _, item in self._items(name, count=False):
                told = _text(item, "label") or _text(item, "name") or _text(item, "id")
                self.notes.cannot_hold(name.removesuffix("s"), told)
        for identity, event in events.items():
            if identity in self.terms:
                self.notes.cannot_hold_others("property of a term", event, _OF_TERMS)
            else:
                self.notes.cannot_hold("event", _text(event, "name") or identity)
        self._count_others()

    def _url(self) -> str | None:
        """Where the document says that it comes from; what else it tells of itself is counted."""
        meta = self.document.get("meta")
        if not isinstance(meta, dict) or not self._is_writable(Place(self.file, "meta"), meta):
            return None
        self.notes.cannot_hold_others("property of the document's meta", meta, _OF_META)
        told = meta.get("sources") or meta.get("source") or []
        sources = told if isinstance(told, list) else [told]
        # A source whose address cannot be kept would take along all that is said.
        url = next((each for each in sources if isinstance(each, str) and each.strip() and each.isprintable()), None)
        for each in sources:
            if each != url:
                self.notes.cannot_hold("further source of the document", shown(each))
        return url

    def _count_others(self) -> None:
        """Count what stands in the document beside what is read: lists by their items."""
        for name, value in self.document.items():
            if name in _OF_DOCUMENTS and (name != "meta" or isinstance(value, dict)):
                continue
            if isinstance(value, list):
                for _ in value:
                    self.notes.cannot_hold("item of another list", writable(name))
            elif value:
                self.notes.cannot_hold("field of the document", writable(name))

    def _items(self, name: str, *, keyed: bool = True, count: bool = True) -> Iterator[tuple[Place, dict[str, Any]]]:
        """The items of a list; what is none, or has no id where it needs one, is set aside. Refused for no list."""
        items = self.document.get(name) or []
        if not isinstance(items, list):
            raise Refused(f"{self.file}: {name}: expected a list, found {shown(items)}")
        for number, item in enumerate(items):
            place = Place(self.file, name).item(number)
            self.notes.rows += count
            if not isinstance(item, dict) or (keyed and not item.get("id")):
                self.notes.reject(place, f"expected an object with an id, found {shown(item)}")
            elif self._is_writable(place, item) and self._has_texts(place, item, name):
                yield place, item

    def _is_writable(self, place: Place, item: Any) -> bool:
        """Whether what stands in a place can be written elsewhere; what cannot is set aside."""
        try:
            refuse_halves(item)
        except (ValueError, RecursionError) as error:
            self.notes.reject(place, f"is broken JSON: {fault(error)}")
            return False
        return True

    def _has_texts(self, place: Place, item: dict[str, Any], of: str) -> bool:
        """Whether what must be text is; an item of a list in which something else stands is set aside."""
        for name in _TEXTS[of]:
            if item.get(name) and not is_value(item[name]):
                self.notes.reject(place.at(name), f"expected text, found {shown(item[name])}")
                return False
        return True

    def _listed(self, place: Place, item: dict[str, Any], name: str) -> list[tuple[Place, dict[str, Any]]]:
        """The objects of a list within an item; what is none is told and left out."""
        given = item.get(name) or []
        if not isinstance(given, list):
            self.notes.reject(place.at(name), f"expected a list, found {shown(given)}")
            return []
        found = [(place.at(name).item(number), each) for number, each in enumerate(given) if isinstance(each, dict)]
        if len(found) < len(given):
            self.notes.reject(place.at(name), f"expected a list of objects, found {shown(given)}")
        return [(at, each) for at, each in found if self._has_texts(at, each, name)]

    def _entity(self, place: Place, item: dict[str, Any], identity: str, kind: str, born: str, died: str) -> Raw:
        others = self._listed(place, item, "other_names")
        names = [{"text": (_text(item, "name") or _text(item, "id")).strip(), "sources": [self.name]}]
        names += [
            bare({
                "text": _text(each, "name").strip(), "language": _text(each, "lang"), "sources": [self.name],
                "start": self._date(at, each, "start_date"), "end": self._date(at, each, "end_date"),
            })
            for at, each in others if each.get("name")
        ]  # fmt: skip
        for _, each in others:
            self.notes.cannot_hold_others("property of another name", each, _OF_NAMES)
        return Raw("entity", bare({
            "id": identity, "kind": kind, "names": names, "sources": [self.name],
            "born": self._date(place, item, born), "died": self._date(place, item, died),
            "externalIds": self._identifiers(place, item),
        }), place)  # fmt: skip

    def _identifiers(self, place: Place, item: dict[str, Any]) -> dict[str, str]:
        """One identifier of each scheme, the last that is there; the others are counted."""
        found: dict[str, str] = {}
        for _, each in self._listed(place, item, "identifiers"):
            self.notes.cannot_hold_others("property of an identifier", each, _OF_IDENTIFIERS)
            scheme, value = _text(each, "scheme").lower(), _text(each, "identifier").strip()
            if scheme and value:
                if found.get(scheme, value) != value:
                    self.notes.cannot_hold("further identifier of a scheme", f"{scheme}: {found[scheme]}")
                found[scheme] = value
            elif value:
                self.notes.cannot_hold("identifier without its scheme", value)
        return found

    def _membership(self, place: Place, item: dict[str, Any], terms: dict[str, Any]) -> Iterator[Raw]:
        person, body = _text(item, "person_id"), _text(item, "organization_id")
        if person not in self.people or body not in self.bodies:
            missing, found = ("person_id", person) if person not in self.people else ("organization_id", body)
            self.notes.reject(place.at(missing), f"“{found}” is nowhere in the document" if found else "is missing")
            return
        self.notes.cannot_hold_others("property of a membership", item, _OF_MEMBERSHIPS)
        if item.get("area_id"):
            self.notes.cannot_hold("area of a membership", _text(item, "area_id"))
        term, before = terms.get(_text(item, "legislative_period_id"), {}), self.notes.problems
        start = self._date(place, item, "start_date") or self._date(place, term, "start_date")
        end = self._date(place, item, "end_date") or self._date(place, term, "end_date") or ".."
        if self.notes.problems > before:
            return
        self.terms.add(_text(item, "legislative_period_id"))
        party = _text(item, "on_behalf_of_id")
        ends = [(body, _text(item, "role"))]
        if party in self.bodies and not _is_no_party(self.bodies[party]):
            ends.append((party, ""))
        elif party and party not in self.bodies:
            self.notes.reject(place.at("on_behalf_of_id"), f"“{party}” is nowhere in the document")
        for number, (to, role) in enumerate(ends, start=1):
            tie = {"kind": "MEMBER_OF", "from": self._person(person), "to": self._body(to), "role": role}
            if item.get("id"):
                tie["id"] = f"{self.name}-{as_stem(_text(item, 'id'))}--{number}"
            yield Raw("claim", bare({"tie": bare(tie), "source": self.name, "start": start, "end": end}), place)

    def _date(self, place: Place, item: dict[str, Any], name: str) -> str | None:
        """A date to the day; one that cannot be read is told and left out."""
        value = item.get(name)
        if not value:
            return None
        match = _DATE.fullmatch(str(value))
        if match is None or not is_of_calendar(match[1]):
            self.notes.reject(place.at(name), f"expected a date such as 2012-01-15, found {shown(value)}")
            return None
        return match[1]

    def _person(self, identity: str) -> str:
        """The id of a person as one of ours: `person/1` as `person-1`, a plain one as it is."""
        own = _OWN.fullmatch(identity)
        return f"{self.name}-{as_slug(identity)}" if own else f"{self.name}-person-{as_stem(identity)}"

    def _body(self, identity: str) -> str:
        """The id of an organization as one of ours."""
        return f"{self.name}-organization-{as_stem(identity)}"


def _text(item: dict[str, Any], name: str) -> str:
    """What an item has under a name, which is text or a number; empty where it has nothing."""
    return str(item.get(name) or "")


def _is_no_party(body: dict[str, Any]) -> bool:
    return bool({_text(body, "id").lower(), _text(body, "name").lower()} & _NO_PARTY)
