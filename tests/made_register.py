"""A made-up source for tests: a table of who holds which post, read as a register is read."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from service.sync.applying import SyncOptions
from service.sync.reading import Raw
from service.sync.source_modules import SyncSource
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from service.sync.tables import rows
from service.sync.upstream import Notes, Version

COLUMNS = ("person", "post", "start", "end")
# A row: person, post, start, end ("" where it goes on).
Row = tuple[str, str, str, str]


class Register:
    """A source module as an object. Posts named “unknown” are none that the graph can hold."""

    TITLE = "A register"
    REGISTER = True
    FILES: tuple[str, ...] = ("register.csv",)

    def versions(self, paths: Sequence[Path]) -> list[Version]:
        files = sorted(file for path in paths for file in (path.glob("*.csv") if path.is_dir() else (path,)))
        return [Version((file,), file.name, day=_day(file.name)) for file in files]

    def records(self, version: Version, notes: Notes) -> Iterator[Raw]:
        (file,) = version.files
        told: set[str] = set()
        source: dict[str, object] = {"id": "register", "title": "A register"}
        for row in rows(file, COLUMNS, notes):
            if not told:
                yield Raw("source", source, row.place)
            if row["post"] == "unknown":
                notes.cannot_hold("post", row["post"])
                continue
            person, office = f"register-{row['person'].lower()}", f"register-{row['post'].lower()}"
            for identity, kind, name in ((person, "PERSON", row["person"]), (office, "INSTITUTION", row["post"])):
                if identity not in told:
                    told.add(identity)
                    entity = {"id": identity, "kind": kind, "names": [{"text": name}], "sources": ["register"]}
                    yield Raw("entity", entity, row.place)
            tie = {"kind": "HOLDS_POST", "from": person, "to": office, "role": f"head of {row['post']}", "head": True}
            claim = {"tie": tie, "source": "register", "start": row["start"] or None, "end": row["end"] or ".."}
            yield Raw("claim", claim, row.place)


def _day(name: str) -> str | None:
    found = re.match(r"\d{4}-\d\d-\d\d", name)
    return found.group() if found else None


REGISTER = SyncSource("register", Register())


def version(folder: Path, day: str, table: Iterable[Row], suffix: str = "") -> Path:
    """A version of the register as a file of a day."""
    file = folder / f"{day}{suffix}.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(COLUMNS)
        writer.writerows(table)
    return file


ANNA, BORIS = ("Anna", "Bank", "2019-01-01", ""), ("Boris", "Court", "2018-05-01", "2021-01-01")
CLARA: Row = ("Clara", "Court", "2021-01-02", "")
MANY: list[Row] = [(f"P{number}", "Bank", f"20{number:02}-01-01", f"20{number:02}-06-01") for number in range(10, 40)]

OPTIONS = SyncOptions(seen_on="2030-01-01")


def synced(store: Store, *origins: Path, options: SyncOptions = OPTIONS) -> list[Synced]:
    """Sync the register from files or folders."""
    return list(sync_source(store, REGISTER, [str(each) for each in origins], options, lambda *_: None))


def one(store: Store, origin: Path, options: SyncOptions = OPTIONS) -> Synced:
    """Sync the register from a file that is one version."""
    (found,) = synced(store, origin, options=options)
    return found
