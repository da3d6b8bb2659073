"""The records of a version on disk, so that a version of any size takes no more memory than a part of it.

    records as they come → in chunks that can be looked at by themselves → plans, ready to be written

Records come out in this order: sources, entities, claims (those on ties with the same ends and kind together),
remarks, questions, matches, what is kept.
"""

import pickle
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from schema.edtf import Day
from schema.records import SourceRecord
from schema.vocabulary import EntityKind
from service.sync.planning import Plan
from service.sync.reading import LISTS, Place, Raw
from service.sync.store import Label
from service.sync.tally import Sample

# How many records a chunk holds at least, unless fewer are left.
CHUNK = 2_000

_ORDER = {type_: rank for rank, type_ in enumerate((*LISTS.values(), "kept"))}
_TABLES = """
CREATE TABLE raw (number INTEGER PRIMARY KEY, rank INT, key TEXT, type TEXT, fields BLOB, file TEXT, place TEXT);
CREATE TABLE defined (id TEXT PRIMARY KEY, type TEXT, kind TEXT, published TEXT) WITHOUT ROWID;
CREATE TABLE said (label TEXT, id TEXT, PRIMARY KEY (label, id)) WITHOUT ROWID;
CREATE TABLE plan (number INTEGER PRIMARY KEY, rows BLOB);
CREATE TABLE span (label TEXT, id TEXT, known_from TEXT, known_to TEXT,
    PRIMARY KEY (label, id, known_from, known_to)) WITHOUT ROWID;
CREATE TABLE identifier (key TEXT, id TEXT, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE TABLE waiting (tie TEXT, claim TEXT, what TEXT, sample BLOB, PRIMARY KEY (tie, claim)) WITHOUT ROWID;
CREATE TABLE touched (what TEXT, id TEXT, PRIMARY KEY (what, id)) WITHOUT ROWID;
"""


# What a version defines, by id: a type, of an entity its kind, of a source when it was published.
Defined = dict[str, tuple[str, EntityKind | None, str | None]]


class Spool:
    """A file in a folder that is thrown away afterwards. Use as a context manager."""

    def __init__(self, folder: Path) -> None:
        # Plans are read in another thread than the one that writes: SQLite itself lets one in after the other.
        self._file = sqlite3.connect(folder / "spool.sqlite", isolation_level=None, check_same_thread=False)
        # Nothing of it outlives the process: no journal, no waiting for the disk.
        self._file.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16000;")
        self._file.executescript(_TABLES)
        self._file.execute("BEGIN")

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    # -- records -------------------------------------------------------------------------------------------

    def add(self, raws: Collection[Raw]) -> None:
        """Keep records."""
        self._file.executemany(
            "INSERT INTO raw (rank, key, type, fields, file, place) VALUES (?, ?, ?, ?, ?, ?)",
            (
                (_ORDER[raw.type], _key(raw), raw.type, orjson.dumps(raw.fields), raw.place.file, raw.place.where)
                for raw in raws
            ),
        )
        self._file.executemany(
            "INSERT OR IGNORE INTO defined VALUES (?, ?, ?, NULL)",
            (
                (raw.fields["id"], raw.type, kind if isinstance(kind := raw.fields.get("kind"), str) else None)
                for raw in raws
                if raw.type in ("entity", "source") and isinstance(raw.fields.get("id"), str)
            ),
        )

    def chunks(self, at_least: int = CHUNK) -> Iterator[list[Raw]]:
        """The records of one type at a time, those that belong together in one chunk."""
        chunk: list[Raw] = []
        before: tuple[int, str] | None = None
        found = self._file.cursor().execute(
            "SELECT rank, key, type, fields, file, place FROM raw ORDER BY rank, key, number"
        )
        for rank, key, type_, fields, file, place in found:
            full = len(chunk) >= at_least and before != (rank, key)
            if chunk and (full or (before and before[0] != rank)):
                yield chunk
                chunk = []
            before = (rank, key)
            chunk.append(Raw(type_, orjson.loads(fields), Place(file, place)))
        if chunk:
            yield chunk

    def entities(self, ids: Iterable[str]) -> Iterator[Raw]:
        """The records of entities, as they came."""
        self.touch("wanted", ids)
        asked = """SELECT fields, file, place FROM raw
            WHERE type = 'entity' AND key IN (SELECT id FROM touched WHERE what = 'wanted')"""
        for fields, file, place in self._file.cursor().execute(asked):
            yield Raw("entity", orjson.loads(fields), Place(file, place))

    def __len__(self) -> int:
        return int(self._file.execute("SELECT count(*) FROM raw").fetchone()[0])

    def defined(self, ids: Iterable[str]) -> Defined:
        """Of the ids those that the version defines as entities or sources; of dates what has been `publish`ed."""
        asked = "SELECT * FROM defined WHERE id IN (SELECT value FROM json_each(?))"
        found = self._file.execute(asked, (orjson.dumps(list(ids)).decode(),))
        return {
            identity: (type_, EntityKind(kind) if kind in EntityKind.__members__ else None, published)
            for identity, type_, kind, published in found
        }

    def forget(self, ids: Iterable[str]) -> None:
        """Note of entities or sources that they are not defined after all, for what defines them was set aside."""
        self._file.executemany("DELETE FROM defined WHERE id = ?", ((each,) for each in ids))

    def publish(self, sources: Iterable[SourceRecord]) -> None:
        """Note when sources that the version defines were published, once they have been checked."""
        rows = ((source.published_on, source.id) for source in sources)
        self._file.executemany("UPDATE defined SET published = ? WHERE id = ?", rows)

    # -- what the version says -----------------------------------------------------------------------------

    def say(self, label: Label, ids: Iterable[str]) -> None:
        """Note that the version has rows of a label with these ids."""
        self._file.executemany("INSERT OR IGNORE INTO said VALUES (?, ?)", ((label.value, each) for each in ids))

    def unsaid(self, label: Label, ids: Iterable[str]) -> list[str]:
        """Which of the ids the version has no row of."""
        asked = "SELECT 1 FROM said WHERE label = ? AND id = ?"
        return [each for each in ids if not self._file.execute(asked, (label.value, each)).fetchone()]

    def identify(self, identity: str, identifiers: Iterable[str]) -> None:
        """Note the identifiers of an entity that the version defines."""
        self._file.executemany(
            "INSERT OR IGNORE INTO identifier VALUES (?, ?)", ((key, identity) for key in identifiers)
        )

    def ambiguous(self) -> dict[str, list[str]]:
        """The identifiers that stand on several entities of the version, with these."""
        asked = """SELECT key, id FROM identifier
            WHERE key IN (SELECT key FROM identifier GROUP BY key HAVING count(*) > 1) ORDER BY key, id"""
        found: dict[str, list[str]] = {}
        for key, identity in self._file.execute(asked):
            found.setdefault(key, []).append(identity)
        return found

    # -- plans ---------------------------------------------------------------------------------------------

    def keep(self, plan: Plan) -> None:
        """Keep a plan that has something to write."""
        self._file.execute("INSERT INTO plan (rows) VALUES (?)", (pickle.dumps(plan, pickle.HIGHEST_PROTOCOL),))

    def plans(self) -> Iterator[Plan]:
        """The plans in the order in which they were kept."""
        for (rows,) in self._file.cursor().execute("SELECT rows FROM plan ORDER BY number"):
            yield pickle.loads(rows)  # noqa: S301 - written by this process a moment ago

    # -- from when until when something is spoken of -------------------------------------------------------

    def date(self, label: Label, spans: Mapping[str, Iterable[tuple[Day, Day]]]) -> None:
        """Note from when until when something of the version speaks of entities or sources, by id."""
        rows = ((label.value, identity, *span) for identity, found in spans.items() for span in found)
        self._file.executemany("INSERT OR IGNORE INTO span VALUES (?, ?, ?, ?)", rows)

    def spans(self, label: Label, identity: str) -> list[tuple[Day, Day]]:
        """What was noted of one."""
        asked = "SELECT known_from, known_to FROM span WHERE label = ? AND id = ?"
        return self._file.execute(asked, (label.value, identity)).fetchall()

    # -- claims said anew, until what is gone is known -----------------------------------------------------

    def put_off(self, tie: str, what: str, sample: Sample) -> None:
        """Keep a claim on a tie for later, with what becomes of it."""
        self._file.execute(
            "INSERT OR IGNORE INTO waiting VALUES (?, ?, ?, ?)",
            (tie, sample.id, what, pickle.dumps(sample, pickle.HIGHEST_PROTOCOL)),
        )

    def taken_up(self, tie: str) -> Sample | None:
        """The first claim on a tie that was put off, which is forgotten; None where there is none."""
        asked = "SELECT claim, sample FROM waiting WHERE tie = ? ORDER BY claim LIMIT 1"
        found = self._file.execute(asked, (tie,)).fetchone()
        if found is None:
            return None
        self._file.execute("DELETE FROM waiting WHERE tie = ? AND claim = ?", (tie, found[0]))
        sample: Sample = pickle.loads(found[1])  # noqa: S301 - written by this process a moment ago
        return sample

    def left_over(self) -> Iterator[tuple[str, Sample]]:
        """What was put off and not taken up."""
        for what, sample in self._file.cursor().execute("SELECT what, sample FROM waiting ORDER BY tie, claim"):
            yield what, pickle.loads(sample)  # noqa: S301 - written by this process a moment ago

    # -- what is to be worked out afterwards ---------------------------------------------------------------

    def touch(self, what: str, ids: Iterable[str]) -> None:
        """Note ids for later, each once."""
        self._file.executemany("INSERT OR IGNORE INTO touched VALUES (?, ?)", ((what, each) for each in ids))

    def touched(self, what: str) -> Iterator[str]:
        """The ids that were noted, in order."""
        for (identity,) in self._file.cursor().execute("SELECT id FROM touched WHERE what = ? ORDER BY id", (what,)):
            yield identity

    def untouched(self, what: str, ids: Iterable[str]) -> list[str]:
        """Which of the ids were not noted."""
        asked = "SELECT 1 FROM touched WHERE what = ? AND id = ?"
        return [each for each in ids if not self._file.execute(asked, (what, each)).fetchone()]


def _key(raw: Raw) -> str:
    """Records with one key stand in one chunk: all claims between two entities, all definitions of one id."""
    if raw.type != "claim":
        return str(raw.fields.get("id", ""))
    tie: Any = raw.fields.get("tie")
    if not isinstance(tie, dict):
        return str(tie)
    return str(tie["id"]) if "id" in tie else f"{tie.get('from')} {tie.get('to')} {tie.get('kind')}"
