"""What a source module works with: versions of what an upstream publishes, and notes on what it could not use.

A source is a module in `service.sync.sources` with these names; its file's name, with hyphens, is the source's:

    TITLE: str                                                  what a person reads in lists of sources
    REGISTER: bool                                              whether its rows hold as of the version's day; a
                                                                collection whose records have days of their own does not
    FILES: tuple[str, ...]                                      what to fetch below a URL that ends in `/`
    versions(paths: Sequence[Path]) -> list[Version]            files and folders as versions, oldest first
    records(version: Version, notes: Notes) -> Iterator[Raw]    a version as records of the claims format

Records are those of docs/claims-format.md, with these differences: a claim has no id, no reportedOn, no lastSeenOn
and no retractedOn, for the sync knows when a row first and last appeared; and a tie whose upstream has no id for the
tenure is defined without an id, for the sync finds out which tie it goes on with. One record `source` stands for the
upstream itself, and every claim names it. Records `kept` (`service.sync.keeping`) are for deltas to come.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from schema.edtf import Day, day, parse
from schema.errors import BadInput, RetinueError
from service.sync.field_values import as_slug
from service.sync.reading import Place, Problem, Raw
from service.sync.row_set import RowSet

# Of so many reasons why rows were set aside place and words are kept; all rows are counted.
MOST_REJECTED = 1_000


class Refused(RetinueError):
    """A version that must not be applied: what was expected of it, and what was found. Nothing was written."""

    code = "REFUSED"


class Kept(Protocol):
    """Records of an upstream as earlier versions had them: those that its module gave as records `kept`."""

    def of(self, stems: Iterable[str]) -> Iterator[str]:
        """The records with these stems."""

    def resting_on(self, stems: Iterable[str]) -> Iterator[str]:
        """The records that rest on what these stems stand for."""


class NothingKept:
    """Of a first version nothing was kept before."""

    def of(self, _: Iterable[str]) -> Iterator[str]:
        return iter(())

    def resting_on(self, _: Iterable[str]) -> Iterator[str]:
        return iter(())


NOTHING_KEPT = NothingKept()


@dataclass(frozen=True, slots=True)
class Version:
    """What an upstream published at one time, as files on this machine.

    `part` names a table with a series of versions of its own: each part is a dataset, NAME-PART, beside the others.
    `day` is the day on which it was public, where its name or content tells. A `delta` says only what changes:
    what its notes do not list as `named` stays as it is. `source` is the name under which the sync keeps it: where a
    module reads any number of upstreams, their ids begin with it. `kept` is what the sync keeps of earlier versions.
    `forced`: a person who knows says that it is right, however little there is of it.
    """

    files: tuple[Path, ...]
    name: str
    part: str = ""
    day: Day | None = None
    delta: bool = False
    source: str = ""
    kept: Kept = NOTHING_KEPT
    forced: bool = False


@dataclass(slots=True)
class Notes:
    """What reading a version came upon: rows, rows set aside with the reason, and what the graph cannot hold.

    `rows_of` are those of each file, by the name that stands in places, where the module counts them by `count`.
    `rejected` are the first reasons, up to MOST_REJECTED, each once; how many there were in all is `problems`. `unheld`
    counts names by what they are, as `{"position": {"Akim of …": 3}}`. `named` are the upstream records that a delta
    speaks of, be it to take them away, as the stems of ids: the entity has the stem as its id, the ties have `STEM--1`,
    `STEM--2` …; `again` are those that it does not speak of, and that are read again because of it; `known` are those
    of entities that the graph must have, for the delta changes them, and `unread` those of which a row was set aside,
    so that it may have none. `ambiguous` are identifiers that stand on several entities, with these: they join nobody.
    """

    rows: int = 0
    rows_of: Counter[str] = field(default_factory=Counter)
    rejected: list[Problem] = field(default_factory=list)
    problems: int = 0
    unheld: dict[str, Counter[str]] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    ambiguous: dict[str, list[str]] = field(default_factory=dict)
    _aside: RowSet = field(default_factory=RowSet, init=False)
    _told: set[Problem] = field(default_factory=set, init=False)
    _firsts: dict[str, Problem] = field(default_factory=dict, init=False)

    def count(self, file: str) -> None:
        """Count a row of a file."""
        self.rows += 1
        self.rows_of[file] += 1

    @property
    def rejected_rows(self) -> int:
        """How many rows were set aside, whatever number of cells of each cannot be used."""
        return self._aside.count

    def rejected_of(self, file: str) -> tuple[int, Problem | None]:
        """How many rows of a file were set aside, and the first problem that was found with one."""
        return self._aside.counts[file], self._firsts.get(file)

    def reject(self, place: Place, reason: str) -> None:
        """Set a row aside."""
        self.set_aside([Problem(place, reason)])

    def set_aside(self, problems: Sequence[Problem]) -> None:
        """Set the rows aside that problems were found with."""
        for problem in problems:
            # Of a row that becomes several records each is set aside, and for one reason.
            if len(self.rejected) < MOST_REJECTED and problem not in self._told:
                self._told.add(problem)
                self.rejected.append(problem)
            self._firsts.setdefault(problem.place.file, problem)
            self._aside.add(problem.place)
        self.problems += len(problems)

    def cannot_hold_others(self, what: str, fields: Mapping[str, Any], read: Collection[str]) -> None:
        """Count by name the fields that say something and are not among those that are read."""
        for name, value in fields.items():
            if value and name not in read:
                self.cannot_hold(what, name)

    def cannot_hold(self, what: str, name: str) -> None:
        """Count something that the graph has no place for."""
        self.unheld.setdefault(what, Counter())[name] += 1


def is_url(origin: str) -> bool:
    """Whether an origin is fetched over HTTP; anything else is a path."""
    return origin.lower().startswith(("http://", "https://"))


def oldest_first(versions: Iterable[Version]) -> list[Version]:
    """Versions in the order in which they are applied: by day, those of one day by name, those without one last.

    What tells no day is of the day of the run: whatever has one would be older.
    """
    return sorted(versions, key=lambda version: (version.day is None, version.day or "", version.name))


@lru_cache(maxsize=4096)
def as_stem(identity: str) -> str:
    """An upstream's id as a part of ours; a digest tells those apart that differ in case or punctuation only."""
    slug = as_slug(identity)
    if slug == identity:
        return slug
    return f"{slug}-{hashlib.sha256(identity.encode()).hexdigest()[:6]}".strip("-")


def is_value(value: Any) -> bool:
    """Whether something of an upstream's JSON is a value that can be written as text: a text or a number."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def refuse_halves(found: Any) -> None:
    """Raise UnicodeEncodeError for an upstream's JSON that holds halves of characters, which can be written nowhere.

    Raises RecursionError for what nests too deep to be looked at.
    """
    json.dumps(found, ensure_ascii=False).encode()


def is_of_calendar(date: str) -> bool:
    """Whether a date in the form of one, such as 1960-00-00, is one."""
    try:
        parse(date)
    except BadInput:
        return False
    return True


def day_in_name(found: re.Match[str] | None) -> Day | None:
    """The day whose parts a version's name has in the groups of a match; none for one that is in no calendar."""
    try:
        return day("-".join(found.groups())) if found else None
    except BadInput:
        return None


def bare(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record that say something."""
    return {name: value for name, value in fields.items() if value or value == 0}


class SourceModule(Protocol):
    """The form that all source modules share."""

    TITLE: str
    REGISTER: bool
    FILES: tuple[str, ...]

    def versions(self, paths: Sequence[Path]) -> list[Version]:
        """The versions that files and folders hold, oldest first. Raises BadInput for what is none of this source."""

    def records(self, version: Version, notes: Notes) -> Iterator[Raw]:
        """The records of a version. Raises Refused for a file that is not what it should be."""
