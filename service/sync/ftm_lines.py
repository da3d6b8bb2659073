"""Files of FollowTheMoney as entities with their places: lines of entities, deltas, and statements put together."""

import csv
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from service.sync.reading import Place, fault, shown
from service.sync.scratch import scratch
from service.sync.tables import rows
from service.sync.upstream import Notes, Refused, is_value, refuse_halves

OPERATIONS = ("ADD", "MOD", "DEL")
# What is read of an entity and of an operation; whatever else there is, the graph has no place for.
_OF_ENTITIES = frozenset({"id", "schema", "properties"})
_OF_OPERATIONS = frozenset({"op", "entity"})
STATEMENTS = ("canonical_id", "prop", "schema", "value")


class Line(NamedTuple):
    """One entity as it stands in a file; `op` is what a delta does with it, or what is done with it because of one."""

    id: str
    schema: str
    properties: dict[str, list[str]]
    place: Place
    op: str = "ADD"


def lines(file: Path, notes: Notes, *, delta: bool, schema: str = "") -> Iterator[Line]:
    """The entities of a file; a line that is none is set aside. Raises Refused for a file that is none or cut off.

    `schema`: lines that do not name it need not be given, and are not parsed.
    """
    named = f'"{schema}"'.encode() if schema else b""
    if file.suffix.lower() == ".csv":
        yield from _statements(file, notes)
        return
    with file.open("rb") as opened:
        for number, data in enumerate(opened, start=1):
            if not data.strip() or named not in data:
                continue
            notes.count(file.name)
            place = Place(file.name, f"line {number}")
            try:
                found = _parsed(data)
            except (json.JSONDecodeError, UnicodeDecodeError) as error:
                if number == 1:
                    raise Refused(f"{place} is no JSON: {error}; expected one entity a line") from None
                if not data.endswith(b"\n"):
                    raise Refused(f"{place} is cut off: {error}", suggestion="Fetch the file again.") from None
                notes.reject(place, f"is broken JSON: {error}")
                continue
            except (ValueError, RecursionError) as error:
                notes.reject(place, f"is broken JSON: {fault(error)}")
                continue
            line = _line(found, place, delta=delta)
            if line is None:
                what = 'an object such as {"op": "ADD", "entity": {…}}' if delta else "an object with id and schema"
                notes.reject(place, f"expected {what}, found {shown(found)}")
            elif not _are_lists_of_values(line.properties, place, notes):
                notes.unread.append(line.id)
            else:
                _count_others(found, line.op, notes, delta=delta)
                values = {name: [str(each) for each in given] for name, given in line.properties.items()}
                yield Line(line.id, line.schema, values, place, line.op)


def _parsed(data: bytes) -> Any:
    """JSON, what only Python's own parser takes of it included: numbers out of the ordinary, many levels.

    Raises ValueError or RecursionError; UnicodeEncodeError where the line holds half of a character.
    """
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        found = json.loads(data)
        # No other line can hold any: the first parser does not take them.
        refuse_halves(found)
        return found


def _line(found: Any, place: Place, *, delta: bool) -> Line | None:
    op, entity = (found.get("op"), found.get("entity")) if delta and isinstance(found, dict) else ("ADD", found)
    if op not in OPERATIONS or not isinstance(entity, dict) or not isinstance(entity.get("id"), str):
        return None
    schema, properties = entity.get("schema"), entity.get("properties", {})
    if op == "DEL":
        return Line(entity["id"], "", {}, place, op)
    if not (isinstance(schema, str) and isinstance(properties, dict)):
        return None
    return Line(entity["id"], schema, properties, place, op)


def _count_others(found: Any, op: str, notes: Notes, *, delta: bool) -> None:
    """Count what stands beside the properties of an entity; of one that is deleted nothing is lost."""
    if delta:
        notes.cannot_hold_others("field of an operation", found, _OF_OPERATIONS)
        found = found["entity"]
    if op != "DEL":
        notes.cannot_hold_others("field of an entity", found, _OF_ENTITIES)


def _are_lists_of_values(properties: dict[str, Any], place: Place, notes: Notes) -> bool:
    """Whether each property is a list of texts or numbers; the line of one that is not is set aside."""
    for name, given in properties.items():
        if not isinstance(given, list) or not all(map(is_value, given)):
            notes.reject(place.at(name), f"expected a list of values, found {shown(given)}")
            return False
    return True


def _statements(file: Path, notes: Notes) -> Iterator[Line]:
    """Statements come in any order; they are put together on disk."""
    with (
        scratch() as folder,
        closing(sqlite3.connect(folder / "statements.sqlite", isolation_level=None)) as held,
    ):
        held.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;")
        held.execute("CREATE TABLE said (id TEXT, number INT, prop TEXT, schema TEXT, value TEXT, place TEXT)")
        held.execute("BEGIN")
        with _long_cells():
            for number, row in enumerate(rows(file, STATEMENTS, notes)):
                if not row["canonical_id"] or not row["schema"]:
                    notes.reject(row.place, "has no canonical_id or no schema")
                    continue
                held.execute(
                    "INSERT INTO said VALUES (?, ?, ?, ?, ?, ?)",
                    (row["canonical_id"], number, row["prop"], row["schema"], row["value"], row.place.where),
                )
        entity: Line | None = None
        for identity, prop, schema, value, place in held.execute(
            "SELECT id, prop, schema, value, place FROM said ORDER BY id, number"
        ):
            if entity is None or entity.id != identity:
                if entity:
                    yield entity
                entity = Line(identity, schema, {}, Place(file.name, place))
            if prop != "id" and value not in entity.properties.setdefault(prop, []):
                entity.properties[prop].append(value)
        if entity:
            yield entity


@contextmanager
def _long_cells() -> Iterator[None]:
    """Cells of up to a mebibyte while it lasts: the limit of the module csv is one for the whole process."""
    before = csv.field_size_limit(1024 * 1024)
    try:
        yield
    finally:
        csv.field_size_limit(before)
