"""FollowTheMoney entities, one a line: whole files, deltas (ADD, MOD, DEL) and statements.

People and bodies become entities; what FollowTheMoney calls intervals become ties, by the table in
`service.sync.ftm_terms`. A post is one at the body that its Position names, else in its country. Everything else,
schemata and properties, is counted as what the graph has no place for. Files are read line by line, twice: first for
the positions that posts refer to, of which only lines that name one are parsed. What a delta changes without what
rests on it, a Position without its Occupancies, is read together with what was kept of earlier versions.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from rigour.territories import get_territory

from schema.errors import BadInput
from service.sync.ftm_deltas import AGAIN, Before, before_delta, kept_record
from service.sync.ftm_lines import Line, lines
from service.sync.ftm_terms import (
    DATES,
    ENTITIES,
    IDENTIFIERS,
    INTERVALS,
    LIFETIMES,
    NAMES,
    POSITION,
    Interval,
    kinship,
)
from service.sync.reading import Place, Raw
from service.sync.upstream import Notes, Version, as_stem, bare, day_in_name, is_of_calendar, oldest_first

TITLE = "FollowTheMoney entities"
REGISTER = True
FILES = ("entities.ftm.json",)

NAME = "followthemoney"

_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)\d{6}(?:\D.*)?")
_DATE = re.compile(r"(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[T ].*)?")
_QID = re.compile(r"Q[1-9][0-9]*")
_SUFFIXES = (".json", ".jsonl", ".csv")
# Where a graph of an earlier release has no Positions: which ties are of one is known where Occupancies come with it.
_POSITION_CHANGED = (
    "change of a Position (ties of Occupancies that are not in the delta stay until the next whole file)"
)


def versions(paths: Sequence[Path]) -> list[Version]:
    """Each file is a version, oldest first; deltas are told by their names (`*.delta.json`). Raises BadInput."""
    found: list[Version] = []
    for path in paths:
        inside = sorted(path.iterdir()) if path.is_dir() else [path]
        files = [file for file in inside if file.name.lower().endswith(_SUFFIXES)]
        if not files:
            raise BadInput(f"{path} holds no file of FollowTheMoney: expected .json, .jsonl or statements as .csv")
        for file in files:
            day = day_in_name(_MOMENT.fullmatch(file.name))
            found.append(Version((file,), file.name, day=day, delta=".delta." in file.name.lower()))
    return oldest_first(found)


def records(version: Version, notes: Notes) -> Iterator[Raw]:
    """The records of a file or delta. Raises Refused for a file that is not one entity a line."""
    (file,) = version.files
    name = version.source or NAME
    # Rows are counted once, and what is wrong with them is told once.
    reader = _Reader(name, notes)
    if version.delta:
        reader.before = before_delta(file, version.kept, reader.stem)
    else:
        positions = lines(file, Notes(), delta=False, schema="Position")
        reader.before = Before({line.id: line.properties for line in positions if line.schema == "Position"})
    if not version.delta or _says_something(file):
        title = TITLE if name == NAME else f"{TITLE}: {name}"
        yield Raw("source", {"id": name, "title": title}, Place(file.name, ""))
    for line in lines(file, notes, delta=version.delta):
        stem, before = reader.stem(line.id), notes.problems
        if version.delta and line.op == "MOD" and line.schema in ENTITIES:
            notes.known.append(stem)
        if line.id in reader.before.unknown and line.schema == "Position":
            notes.cannot_hold(_POSITION_CHANGED, next(iter(line.properties.get("name", ())), line.id))
        if line.op != "DEL":
            yield from reader.records(line, stem)
        # Of what cannot be used of a delta, such as a post whose Position it leaves out, what stands is not taken back.
        if version.delta and notes.problems == before:
            notes.named.append(stem)
    for line in reader.before.again:
        stem = reader.stem(line.id)
        yield from reader.records(line, stem)
        notes.again.append(stem)
    notes.unread = list(map(reader.stem, notes.unread))


def _says_something(file: Path) -> bool:
    with file.open("rb") as opened:
        return any(map(bytes.strip, opened))


@dataclass
class _Reader:
    name: str
    notes: Notes
    before: Before = field(default_factory=lambda: Before({}))
    countries: set[str] = field(default_factory=set)

    def records(self, line: Line, stem: str) -> Iterator[Raw]:
        if line.schema in ENTITIES:
            yield from self._entity(line, stem)
        elif line.schema in INTERVALS:
            yield from self._ties(line, stem, INTERVALS[line.schema])
        elif line.schema != "Position":
            self.notes.cannot_hold("schema", line.schema)
        else:
            self._position(line)
            # Of one that the graph does not know, it would seem as if all that rests on it were known.
            if line.id not in self.before.unknown:
                yield kept_record(line, self.stem, self.before)

    def _entity(self, line: Line, stem: str) -> Iterator[Raw]:
        kind, given = ENTITIES[line.schema], line.properties
        texts = dict.fromkeys(text for name in NAMES for text in given.get(name, ()) if text.strip())
        identifiers = {scheme: given[name][0] for name, scheme in IDENTIFIERS.items() if len(given.get(name, ())) == 1}
        if _QID.fullmatch(line.id):
            identifiers["wikidata"] = line.id
        born, died = LIFETIMES[kind]
        for name in given:
            # Of several values of one identifier, none identifies.
            held = identifiers.get(IDENTIFIERS.get(name, ""))
            if name not in (*NAMES, born, died) and given[name] != [held]:
                self.notes.cannot_hold("property", f"{line.schema}.{name}")
        fields = {
            "id": stem, "kind": kind, "externalIds": identifiers, "sources": [self.name],
            "names": [{"text": text, "sources": [self.name]} for text in texts or (line.id,)],
            "born": self._date(line, born), "died": self._date(line, died),
        }  # fmt: skip
        yield Raw("entity", bare(fields), line.place)

    def _position(self, line: Line) -> None:
        """Count what is not taken of a Position; its posts are at its first body, else in its first country."""
        for name in line.properties:
            if name not in POSITION:
                self.notes.cannot_hold("property", f"{line.schema}.{name}")
        for name in ("name", "organization" if line.properties.get("organization") else "country"):
            self._first(line, name)

    def _first(self, line: Line, name: str | None) -> str | None:
        """The value of a property of which the graph takes one; the others are counted."""
        values = dict.fromkeys(line.properties.get(name or "", ()))
        # What is read again was told when it came.
        for _ in list(values)[1:] if line.op != AGAIN else ():
            self.notes.cannot_hold("further value", f"{line.schema}.{name}")
        return next(iter(values), None)

    def _ties(self, line: Line, stem: str, interval: Interval) -> Iterator[Raw]:
        given, before = line.properties, self.notes.problems
        for name in given:
            if name not in (interval.source, interval.target, interval.role, *DATES):
                self.notes.cannot_hold("property", f"{line.schema}.{name}")
        claim = {"source": self.name, **self._when(line, interval.kind)}
        ends = sorted(product(given.get(interval.source, ()), given.get(interval.target, ())))
        if not ends:
            self.notes.reject(line.place, f"has no {interval.source} or no {interval.target}")
        if self.notes.problems > before:
            return
        yield kept_record(line, self.stem, self.before)
        role = self._first(line, interval.role)
        for number, (one, other) in enumerate(ends, start=1):
            tie = {"id": f"{stem}--{number}", "kind": interval.kind, "from": self.stem(one), "to": self.stem(other)}
            if interval.reversed:
                tie |= {"from": tie["to"], "to": tie["from"]}
            extra = yield from self._particular(line, tie, other, role)
            if extra is None:
                continue
            tie = bare({"role": role, **tie, **extra})
            if interval.kind == "KIN_OF" and tie.get("blood", True):
                # A bond has no dates.
                if "start" in claim or "heldOn" in claim:
                    self.notes.cannot_hold("dates of kinship by blood", line.id)
                claim = {"source": self.name}
            yield Raw("claim", {"tie": tie, **claim}, line.place)

    def _particular(
        self, line: Line, tie: dict[str, Any], other: str, role: str | None
    ) -> Generator[Raw, None, dict[str, Any] | None]:
        """What one schema has that the others have not; None for what the graph cannot hold."""
        if line.schema == "Occupancy":
            return (yield from self._post(line, other))
        if line.schema == "Family":
            kin = kinship(role or "")
            ends = {"from": tie["to"], "to": tie["from"]} if kin.person_is_elder else {}
            return {**ends, "role": kin.role, "equals": kin.equals or None, "blood": None if kin.blood else False}
        return {}

    def _post(self, line: Line, post: str) -> Generator[Raw, None, dict[str, Any] | None]:
        """A post at the body of its position, else in its country."""
        position = self.before.positions.get(post)
        if position is None and (line.op == AGAIN or post in self.before.gone):
            self.notes.cannot_hold("Occupancy of a Position that is gone", line.id)
            return None
        if position is None:
            self.notes.reject(line.place, f"“{post}” is no Position of this file; expected it beside the Occupancy")
            return None
        role = next(iter(position.get("name", ())), None)
        if body := self.before.body(post):
            return {"to": self.stem(body), "role": role}
        for code in position.get("country", ()):
            territory = get_territory(code)
            if territory is None:
                continue
            identity = f"{self.name}-country-{territory.code}"
            if identity not in self.countries:
                self.countries.add(identity)
                yield Raw("entity", bare({
                    "id": identity, "kind": "COUNTRY", "sources": [self.name],
                    "names": [{"text": territory.name, "language": "en", "sources": [self.name]}],
                    "externalIds": {"wikidata": territory.qid},
                }), line.place)  # fmt: skip
            return {"to": identity, "role": role}
        self.notes.cannot_hold("post of no body and no country", role or post)
        return None

    def _when(self, line: Line, kind: str) -> dict[str, str]:
        """The dates of a claim. What has no end went on; what has a `date` only was so on that day."""
        start, end, date = (self._date(line, name) for name in DATES)
        if kind == "SUCCEEDED":
            said = {"startDate": start} if start else {"date": date}
            claim = bare({"start": start or date})
        elif date and not start and not end:
            said, claim = {"date": date}, {"heldOn": date}
        else:
            said, claim = {"startDate": start, "endDate": end}, bare({"start": start, "end": end or ".."})
        for name in (name for name in DATES if line.properties.get(name) and name not in said and line.op != AGAIN):
            self.notes.cannot_hold("property", f"{line.schema}.{name}")
        return claim

    def _date(self, line: Line, name: str) -> str | None:
        """A date; where there are several, one of them, the vaguer left out. One that cannot be read is told."""
        if not (given := line.properties.get(name)):
            return None
        found: set[str] = set()
        for value in given:
            match = _DATE.fullmatch(value)
            if match is None or not is_of_calendar(match[1]):
                self.notes.reject(line.place.at(name), f"expected a date such as 2022-01-05, found “{value}”")
                return None
            found.add(match[1])
        exact = sorted(date for date in found if not any(other != date and other.startswith(date) for other in found))
        return f"[{','.join(exact)}]" if len(exact) > 1 else next(iter(exact), None)

    def stem(self, identity: str) -> str:
        """The id of an entity as one of ours."""
        return f"{self.name}-{as_stem(identity)}"
