"""What a delta of FollowTheMoney rests on: positions that it leaves out, and records that rest on what it changes.

    delta → ids of what changes → kept records that rest on it → read again, with the positions of their posts

Positions are kept, and with each the Occupancies that rest on it; other intervals only where an end is not there yet.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from service.sync.ftm_lines import Line, lines
from service.sync.ftm_terms import DATES, ENTITIES, INTERVALS, POSITION
from service.sync.reading import Place, Raw
from service.sync.upstream import Kept, Notes

# What is done with a record that the delta does not have.
AGAIN = "AGAIN"


@dataclass(slots=True)
class Before:
    """What stands beside the lines of a file: positions by id; of a delta, ids that it takes away, lines to read again.

    `unknown` are positions that the delta changes and nothing is known of: the graph does not tell what rests on them.
    """

    positions: dict[str, dict[str, list[str]]]
    gone: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    again: list[Line] = field(default_factory=list)

    def body(self, post: str) -> str | None:
        """The body that a post is at: the first that its position names."""
        return next(iter(self.positions.get(post, {}).get("organization", ())), None)


def before_delta(file: Path, kept: Kept, stem: Callable[[str], str]) -> Before:
    """What a delta rests on. `stem` makes of an upstream's id one of ours."""
    positions: dict[str, Line] = {}
    here, gone, came, posts = set[str](), set[str](), set[str](), set[str]()
    for line in lines(file, Notes(), delta=True):
        here.add(line.id)
        posts.update(_posts(line))
        if line.op == "DEL":
            gone.add(line.id)
        elif line.schema == "Position":
            positions[line.id] = line
        elif line.schema in ENTITIES and line.op == "ADD":
            came.add(line.id)
    known = {line.id: _kept(line) for line in _read(kept.of(map(stem, positions)), file)}
    unknown = {line.id for line in positions.values() if line.op == "MOD" and line.id not in known}
    changed = {line.id for line in positions.values() if known.get(line.id) != _kept(line)}
    on_changes = _read(kept.resting_on(map(stem, sorted(gone | changed | came))), file)
    again = {line.id: line for line in on_changes if line.id not in here}
    posts.update(post for line in again.values() for post in _posts(line))
    others = _read(kept.of(map(stem, sorted(posts - gone - positions.keys()))), file)
    found = {line.id: line.properties for line in (*others, *positions.values())}
    return Before(found, gone, unknown, list(again.values()))


def kept_record(line: Line, stem: Callable[[str], str], before: Before) -> Raw:
    """What is to be kept of a Position or an interval."""
    fields: dict[str, Any] = {"id": stem(line.id), "line": _kept(line)}
    if line.schema in INTERVALS:
        interval, posts = INTERVALS[line.schema], set(_posts(line))
        ends = {*line.properties.get(interval.source, ()), *line.properties.get(interval.target, ())} - posts
        ends |= set(filter(None, map(before.body, posts)))
        fields["rests_on"] = sorted(map(stem, posts))
        fields["unless_there"] = sorted(map(stem, ends))
    return Raw("kept", fields, line.place)


def _posts(line: Line) -> Iterable[str]:
    return line.properties.get("post", ()) if line.schema == "Occupancy" else ()


def _kept(line: Line) -> str:
    """A record with what is read of it."""
    interval = INTERVALS.get(line.schema)
    read = POSITION if interval is None else (interval.source, interval.target, interval.role, *DATES)
    properties = {name: given for name, given in sorted(line.properties.items()) if name in read}
    return orjson.dumps({"id": line.id, "schema": line.schema, "properties": properties}).decode()


def _read(kept: Iterable[str], file: Path) -> Iterator[Line]:
    for text in kept:
        found = orjson.loads(text)
        place = Place(file.name, f"“{found['id']}” of an earlier version")
        yield Line(found["id"], found["schema"], found["properties"], place, AGAIN)
