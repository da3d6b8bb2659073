"""Writing the graph: one writer at a time, versions that become visible at once, migrations.

A write of any size works as the data version after the one that readers see. Rows are never changed in what
they say: a row that no longer stands is closed (`until_version`), its successor written beside it. When all is
there the version is raised. What an interrupted write left behind is cleared before the next one begins.
"""

import os
import re
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from cypher import FOLDER, query
from schema.errors import DatabaseUnavailable, RetinueError
from schema.kinds import TieKind
from service.address import Address

T = TypeVar("T")

# The version until which a row stands that nothing has closed: the largest whole number that JSON keeps exact.
OPEN = 9_007_199_254_740_991
BATCH = 1_000
LEASE_SECONDS = 20.0


class Label(StrEnum):
    """The labels of rows, each with `since_version` and `until_version`."""

    ENTITY = "EntityRecord"
    SOURCE = "SourceRecord"
    TIE = "Tie"
    CLAIM = "Claim"
    REMARK = "Remark"
    QUESTION = "Question"
    MATCH = "Match"


class Busy(RetinueError):
    """Another process is writing."""

    code = "BUSY"


class Store:
    """The graph as a writer sees it. Use as a context manager."""

    def __init__(self, address: Address) -> None:
        self._database = address.database or None
        self._driver = neo4j.GraphDatabase.driver(
            address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
        )
        self._holder = ""

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    # -- running queries ---------------------------------------------------------------------------------

    def ask(self, name: str, /, *, choices: dict[str, StrEnum] | None = None, **parameters: Any) -> Any:
        """Run one query in a transaction of its own and give its answer."""
        return self._transact(lambda tx: _run(tx, name, choices or {}, parameters))

    def write(self, name: str, rows: Iterable[Any], /, *, key: str = "rows", choices: dict[str, StrEnum] | None = None,
              progress: Callable[[int], None] | None = None, **parameters: Any) -> int:  # fmt: skip
        """Run a writing query over rows, some at a time, each time making sure that the lease is still ours."""
        done = 0
        for batch in batches(rows, BATCH):

            def work(tx: neo4j.ManagedTransaction, batch: list[Any] = batch) -> Any:
                if not _run(
                    tx, "write/lease_kept", {}, {"holder": self._holder, "milliseconds": int(LEASE_SECONDS * 1000)}
                ):
                    raise Busy("this import lost its turn to another one, which began after ours had not been heard of")
                return _run(tx, name, choices or {}, {key: batch, **parameters})

            done += self._transact(work) or 0
            if progress:
                progress(len(batch))
        return done

    def _transact(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        try:
            with self._driver.session(database=self._database) as session:
                return session.execute_write(work)
        except (DriverError, Neo4jError) as error:
            raise unavailable(error) from error

    def rows_by_id(self, label: "Label", ids: Iterable[str], version: int) -> list[dict[str, Any]]:
        """The rows of a label with these ids that stand in a version."""
        found: list[dict[str, Any]] = []
        for some in batches(ids, BATCH):
            found += self.ask("write/rows_by_id", choices={"label": label}, ids=some, version=version)
        return found

    def every_id(self, label: "Label", version: int) -> Iterator[str]:
        """The ids of all rows of a label that stand in a version, in order."""
        for row in self.every_row(label, version):
            yield row["id"]

    def every_row(self, label: "Label", version: int) -> Iterator[dict[str, Any]]:
        """All rows of a label that stand in a version, in order of their ids, fetched some at a time."""
        after = ""
        while rows := self.ask(
            "write/page_of_rows", choices={"label": label}, version=version, after=after, limit=BATCH
        ):
            yield from rows
            after = rows[-1]["id"]

    def referred(self, label: "Label", ids: list[str], version: int) -> set[str]:
        """Which of the entities or sources something else speaks of; questions are spoken of by nothing."""
        if label is Label.QUESTION or not ids:
            return set()
        name = "write/referred_entities" if label is Label.ENTITY else "write/referred_sources"
        return set(self.ask(name, ids=ids, version=version))

    # -- migrations --------------------------------------------------------------------------------------

    def migrate(self) -> list[str]:
        """Bring constraints, indexes and form up to date; gives the migrations done now. Safe to repeat."""
        self._schema(query("write/meta_constraint").text)
        _, _, done = self._retried("write/meta")
        self._retried("write/lease_made")
        now: list[str] = []
        for file in sorted((FOLDER / "migrations").glob("*.cypher")):
            by_kind = "{{kind}}" in file.read_text(encoding="utf-8")
            for choice in TieKind if by_kind else (None,):
                name = f"{file.stem}:{choice}" if choice else file.stem
                if name in done:
                    continue
                choices = {"kind": choice} if choice else {}
                for statement in query(f"migrations/{file.stem}", **choices).text.split(";"):
                    if statement.strip():
                        self._schema(statement.strip())
                self._retried("write/migration_done", name=name)
                now.append(name)
        return now

    def _schema(self, statement: str) -> None:
        """A statement on constraints or indexes; another process may be running the same one."""
        for attempt in range(5):
            try:
                with self._driver.session(database=self._database) as session:
                    session.run(statement).consume()  # type: ignore[arg-type]  # text of our own files
                return
            except Neo4jError as error:
                if attempt == 4 or "already" not in str(error).lower():
                    raise unavailable(error) from error
                time.sleep(0.1 * (attempt + 1))
            except DriverError as error:
                raise unavailable(error) from error

    def _retried(self, name: str, /, **parameters: Any) -> Any:
        """A MERGE that two processes may run at once: a broken constraint is tried again."""
        for attempt in range(5):
            try:
                return self.ask(name, **parameters)
            except Neo4jError as error:
                if attempt == 4 or "Constraint" not in str(error.code):
                    raise
                time.sleep(0.05 * (attempt + 1))

    # -- versions ----------------------------------------------------------------------------------------

    @property
    def version(self) -> int:
        """The data version that readers see."""
        return int(self.ask("read/version"))

    @contextmanager
    def writing(self, about: str, *, wait: float = 60.0) -> Iterator["Write"]:
        """Hold the writers' lease; the version is raised when the block ends well and `keep` was called.

        Raises Busy where another writer does not finish within `wait` seconds. Where the block fails, what it
        wrote is cleared at once if the database still answers, else by the next writer.
        """
        self._take_lease(about, wait)
        try:
            standing, interrupted, _ = self.ask("write/meta")
            if interrupted:
                self._clear(interrupted)
            write = Write(self, standing + 1)
            try:
                yield write
                if write.kept:
                    self._raise(write.version)
                elif write.begun:
                    self._clear(write.version)
            except RetinueError:
                if write.begun:
                    self._cleared_if_there(write.version)
                raise
        finally:
            self._free_lease()

    def _cleared_if_there(self, version: int) -> None:
        try:
            self._clear(version)
        except RetinueError:
            pass  # the database is gone: the next writer clears

    def _raise(self, version: int) -> None:
        def work(tx: neo4j.ManagedTransaction) -> Any:
            if not _run(
                tx, "write/lease_kept", {}, {"holder": self._holder, "milliseconds": int(LEASE_SECONDS * 1000)}
            ):
                raise Busy("this import lost its turn to another one; nothing of it is visible")
            return _run(tx, "write/version_raised", {}, {"version": version})

        self._transact(work)

    def _take_lease(self, about: str, wait: float) -> None:
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        about = f"{about} (process {os.getpid()} on {socket.gethostname()})"
        deadline = time.monotonic() + wait
        while True:
            holder, who = self.ask(
                "write/lease_taken", holder=self._holder, about=about, milliseconds=int(LEASE_SECONDS * 1000)
            )
            if holder == self._holder:
                return
            if time.monotonic() > deadline:
                raise Busy(f"{who} is writing; try again when it has finished")
            time.sleep(0.2)

    def _free_lease(self) -> None:
        try:
            self.ask("write/lease_freed", holder=self._holder)
        except RetinueError:
            pass  # the database is gone: the lease expires by itself

    def _clear(self, version: int) -> None:
        """Remove what a write that did not end left behind."""
        for label in Label:
            self._until_none("write/rows_dropped", {"label": label}, version=version)
            self._until_none("write/rows_reopened", {"label": label}, version=version, open=OPEN)
        self._until_none("write/states_dropped", {}, version=version)
        self._until_none("write/states_reopened", {}, version=version, open=OPEN)
        self.ask("write/version_dropped")

    def _until_none(self, name: str, choices: dict[str, StrEnum], **parameters: Any) -> None:
        while self.ask(name, choices=choices, limit=BATCH, **parameters):
            self.ask("write/lease_kept", holder=self._holder, milliseconds=int(LEASE_SECONDS * 1000))


class Write:
    """One version being written. The first row notes in the database that a write is under way."""

    def __init__(self, store: Store, version: int) -> None:
        self.store = store
        self.version = version
        self.begun = False
        self.kept = False

    def keep(self) -> None:
        """Say that all is written: the version is to be raised."""
        self.kept = True

    def rows(self, name: str, rows: Iterable[Any], /, *, key: str = "rows", choices: dict[str, StrEnum] | None = None,
             progress: Callable[[int], None] | None = None, **parameters: Any) -> int:  # fmt: skip
        """Run a writing query over rows, in as many transactions as it takes."""
        if not self.begun:
            self.store.ask("write/version_begun", version=self.version)
            self.begun = True
        return self.store.write(name, rows, key=key, choices=choices, progress=progress, **parameters)

    def new(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row that stands from this version on."""
        return {**row, "since_version": self.version, "until_version": OPEN}


def _run(tx: neo4j.ManagedTransaction, name: str, choices: dict[str, StrEnum], parameters: dict[str, Any]) -> Any:
    found = query(name, **choices)
    record = tx.run(found.text, found.bind(parameters)).single()  # type: ignore[arg-type]  # text of our own files
    return record["answer"] if record else None


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows, `size` at a time."""
    batch: list[T] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


_AWAY = re.compile(
    r"ServiceUnavailable|SessionExpired|TransientError|DatabaseUnavailable|Unable to retrieve routing|Couldn't connect"
)


def unavailable(error: Exception) -> Exception:
    """The driver's error as ours where the database is away; any other as it is."""
    if _AWAY.search(f"{type(error).__name__} {getattr(error, 'code', '')} {error}"):
        return DatabaseUnavailable("the database does not answer", suggestion="Try again in a moment.")
    return error
