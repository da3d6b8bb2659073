"""Data versions: one writer at a time, and what it writes becomes visible at once.

A write of any size works as the data version after the one that readers see. Rows are never changed in what
they say: a row that no longer stands is closed (`until_version`), its successor written beside it. When all is
there the version is raised. What an interrupted write left behind is cleared before the next one begins.

The writer holds a lease, which expires where nothing is heard of it. Every transaction that writes first makes
sure that the lease is still its own, so that a writer that was taken for dead can do no harm when it wakes up.
"""

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from schema.errors import RetinueError
from schema.kind_keys import kind_key
from service.sync.store import OF_VERSIONS, OPEN, WRITER, Anchor, Choices, Label, Store, batches, run

# Called with what is being done, how many more are done, and of how many (None: not known).
Progress = Callable[[str, int, int | None], None]


class Busy(RetinueError):
    """Another process is writing."""

    code = "BUSY"


class Lease:
    """The right to do what one may do at a time: to write versions, unless another name is given.

    From `take` to `free` a thread of its own sees to it that it does not expire.
    """

    def __init__(self, store: Store, about: str, name: str = WRITER) -> None:
        self._store = store
        self._name = name
        self._holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._about = f"{about} (process {os.getpid()} on {socket.gethostname()})"
        self._heard = 0.0
        # One transaction at a time: the lease's keeper must not undo what the writer is writing.
        self._busy = threading.Lock()
        self._freed = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease-{name}", daemon=True)

    @property
    def _milliseconds(self) -> int:
        return int(self._store.lease_seconds * 1000)

    def take(self, patience_seconds: float | None = None, tell: Progress | None = None) -> None:
        """Wait for the other holder, if there is one, by default as long as the store does; `tell` is told for whom.

        Raises Busy.
        """
        patience = self._store.patience_seconds if patience_seconds is None else patience_seconds
        deadline = time.monotonic() + patience
        while True:
            # Looked at before it is taken: whoever waits must not get into the way of whoever writes.
            about, free = self._store.ask("write/lease", name=self._name)
            if free:
                holder, about = self._store.ask(
                    "write/lease_taken",
                    name=self._name,
                    holder=self._holder,
                    about=self._about,
                    milliseconds=self._milliseconds,
                )
                if holder == self._holder:
                    break
            if time.monotonic() > deadline:
                doing = "is writing" if self._name == WRITER else "is under way"
                raise Busy(f"{about} {doing}", suggestion="Try again when it has finished.")
            if tell:
                tell(f"waiting for {about}", 0, None)
            time.sleep(0.2)
        self._heard = time.monotonic()
        self._thread.start()

    def free(self) -> None:
        self._freed.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=5)
        with suppress(RetinueError, DriverError, Neo4jError):  # where the database is gone, the lease expires by itself
            self._store.ask("write/lease_freed", name=self._name, holder=self._holder)

    def transact(self, work: Callable[[neo4j.ManagedTransaction], Any]) -> Any:
        """Do work in one transaction, in which the lease is still ours. Raises Busy where it is not."""

        def guarded(tx: neo4j.ManagedTransaction) -> Any:
            if not run(tx, "write/lease_kept", name=self._name, holder=self._holder, milliseconds=self._milliseconds):
                raise Busy(
                    "this write lost its turn to another one, which began when nothing had been heard of ours",
                    suggestion="Try again: nothing of it is visible.",
                )
            return work(tx)

        with self._busy:
            answer = self._store.transact(guarded)
            self._heard = time.monotonic()
        return answer

    def _keep(self) -> None:
        """Prolong the lease where no transaction did so for a while, as when a large file is being read."""
        third = self._store.lease_seconds / 3
        while not self._freed.wait(third / 2):
            if time.monotonic() - self._heard > third and not self._busy.locked():
                # Whether it is still ours is told by the next transaction.
                with suppress(RetinueError, DriverError, Neo4jError):
                    self.transact(lambda _: None)


class Write:
    """One version being written. The first row notes in the database that a write is under way."""

    def __init__(self, store: Store, lease: Lease, version: int) -> None:
        self.store = store
        self.version = version
        self._lease = lease
        self._begun = False
        self.kept = False
        # How many rows were written, closed or set: 0 where the version says nothing new.
        self.written = 0
        self._at_raise: list[tuple[str, dict[str, Any]]] = []

    def rows(self, name: str, rows: Iterable[Any], /, *, key: str = "rows", choices: Choices | None = None,
             progress: Callable[[int], None] | None = None, **parameters: Any) -> int:  # fmt: skip
        """Run a writing query over rows, in as many transactions as it takes; gives the sum of its answers."""
        done = 0
        for batch in batches(rows, self.store.written):
            if not self._begun:
                self._lease.transact(lambda tx: run(tx, "write/version_begun", version=self.version))
                self._begun = True

            def work(tx: neo4j.ManagedTransaction, batch: list[Any] = batch) -> Any:
                return run(tx, name, choices, **{key: batch, **parameters})

            done += self._lease.transact(work) or 0
            if progress:
                progress(len(batch))
        self.written += done
        return done

    def new(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row that stands from this version on."""
        return {**row, "since_version": self.version, "until_version": OPEN}

    def add(self, label: Label, rows: Iterable[dict[str, Any]], progress: Callable[[int], None] | None = None) -> int:
        """Write rows of a label that stand from this version on; gives how many."""
        new: Iterable[dict[str, Any]] = map(self.new, rows)
        if label is Label.ENTITY:
            new = ({**row, "kind_key": kind_key(row["kind"], self.version)} for row in new)
        return self.rows("write/rows", new, choices={"label": label}, progress=progress)

    def close(self, label: Label, ids: Iterable[str], progress: Callable[[int], None] | None = None) -> int:
        """Let the rows of a label by id, those of earlier versions, stand no longer; gives how many."""
        return self.rows(
            "write/rows_closed", ids, key="ids", choices={"label": label},
            version=self.version, open=OPEN, progress=progress,
        )  # fmt: skip

    def at_raise(self, name: str, /, **parameters: Any) -> None:
        """Run a query in the transaction that raises the version: for what has no versions of its own."""
        self._at_raise.append((name, parameters))

    def keep(self) -> None:
        """Say that all is written: the version is to be raised."""
        self.kept = True

    def end(self) -> None:
        """Raise the version where it is to be kept, and do what was to be done then; else clear what was written."""
        if not self.kept and self._begun:
            clear(self.store, self._lease)

        def work(tx: neo4j.ManagedTransaction) -> None:
            for name, parameters in self._at_raise:
                run(tx, name, **parameters)
            if self.kept:
                run(tx, "write/version_raised", version=self.version)

        if self.kept or self._at_raise:
            self._lease.transact(work)


def unversioned(row: dict[str, Any]) -> dict[str, Any]:
    """A row without the versions in which it stands."""
    return {name: value for name, value in row.items() if name not in OF_VERSIONS}


@contextmanager
def writing(store: Store, about: str, tell: Progress | None = None) -> Iterator[Write]:
    """Hold the writers' lease; the version is raised when the block ends well and `keep` was called.

    `tell` is told for whom it waits. Raises Busy where another writer does not finish within the store's patience.
    Where the block fails, what it wrote is cleared at once if the database still answers and the lease is still ours,
    else by the next writer.
    """
    lease = Lease(store, about)
    lease.take(tell=tell)
    try:
        clear(store, lease)
        write = Write(store, lease, store.version + 1)
        try:
            yield write
            write.end()
        except Exception:
            with suppress(RetinueError, DriverError, Neo4jError):
                clear(store, lease)
            raise
    finally:
        lease.free()
    if write.kept:
        store.replan()


def clear(store: Store, lease: Lease) -> None:
    """Remove what a write that did not end left behind, if there is anything.

    The database says whether there is: a version that has been raised is never cleared, even where the answer to
    raising it was lost.
    """
    _, version, _ = store.ask("write/meta")
    if not version:
        return
    for label in Label:
        _until_none(store, lease, "write/rows_dropped", {"label": label}, version=version)
        _until_none(store, lease, "write/rows_reopened", {"label": label}, version=version, open=OPEN)
    _until_none(store, lease, "write/states_dropped", None, version=version)
    _until_none(store, lease, "write/states_reopened", None, version=version, open=OPEN)
    for anchor in Anchor:
        _until_none(store, lease, "write/rows_dropped", {"label": anchor}, version=version)
    lease.transact(lambda tx: run(tx, "write/version_dropped"))


def _until_none(store: Store, lease: Lease, name: str, choices: Choices | None, **parameters: Any) -> None:
    while lease.transact(lambda tx: run(tx, name, choices, limit=store.batch, **parameters)):
        pass
