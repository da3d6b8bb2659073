"""The graph as a writer sees it: queries in transactions, rows by label.

What writes rows works under the writers' lease, see `service.sync.versions`.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Any, TypeVar

import neo4j
from neo4j.api import BookmarkManager
from neo4j.exceptions import DriverError, Neo4jError

from cypher import query
from service.address import Address
from service.driver_errors import POPULATING, at_once, unavailable
from service.sync.arcadedb_sql import SqlRefused, sql

T = TypeVar("T")
Choices = Mapping[str, StrEnum]

# The version until which a row stands that nothing has closed: the largest whole number that JSON keeps exact.
OPEN = 9_007_199_254_740_991
# What rows have of the versions in which they stand, apart from what they say.
OF_VERSIONS = frozenset({"since_version", "until_version", "kind_key"})
# How many rows are worked on together.
BATCH = 2_000
# Looking rows up costs the databases less than writing them: so many times as many at once.
FETCHED = 4
# How many rows one transaction writes on ArcadeDB: with more it has more in memory, and readers wait while that is
# moved; with fewer it writes less in the same time. On Neo4j, where readers were seen to gain nothing, a batch.
WRITTEN = 750
# How long a writer may be silent before another one may take its turn, and how long that one waits for it.
LEASE_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
# How long a transaction is tried again where a passing fault undid it, such as an engine that is restarted.
RETRY_SECONDS = 30.0
# How long one transaction may take before the database undoes it (ArcadeDB has a limit of its own for each query). It
# writes at most a batch, within seconds: one that takes this long hangs, and the locks it holds bar every other writer.
TRANSACTION_SECONDS = 300.0
# How many connections a writer has: one each for itself, for what it works out ahead and for the keepers of its leases,
# and as many again. And how long it waits for one that is free before it says so.
CONNECTIONS = 8
CONNECTION_SECONDS = 30.0
# How long indexes of a large graph may take to be filled.
INDEX_SECONDS = 1_800.0
# How often is tried again what another process was at, too.
ATTEMPTS = 10
# The lease that whoever writes versions holds.
WRITER = "writer"


class Label(StrEnum):
    """The labels of rows, each with `since_version` and `until_version`."""

    ENTITY = "EntityRecord"
    SOURCE = "SourceRecord"
    TIE = "Tie"
    CLAIM = "Claim"
    REMARK = "Remark"
    QUESTION = "Question"
    MATCH = "Match"
    IDENTIFIER = "Identifier"
    JOINED_TIE = "JoinedTie"
    KEPT = "KeptRecord"


class Anchor(StrEnum):
    """The labels of nodes to which relationships run; they have no versions, but each was made by one."""

    ENTITY = "Entity"
    SOURCE = "Source"


class Store:
    """One connection pool to the graph. Use as a context manager."""

    def __init__(
        self,
        address: Address,
        *,
        lease_seconds: float = LEASE_SECONDS,
        patience_seconds: float = PATIENCE_SECONDS,
        batch: int = BATCH,
        retry_seconds: float = RETRY_SECONDS,
        transaction_seconds: float = TRANSACTION_SECONDS,
        bookmarks: BookmarkManager | None = None,
    ) -> None:
        """`batch`: how many rows are worked on together at most; one transaction writes some of them.

        `bookmarks` keeps up to where was written, for readers that a cluster may send to a server that lags behind.
        """
        self.lease_seconds, self.patience_seconds, self.batch = lease_seconds, patience_seconds, batch
        self._address = address
        self._transaction_seconds, self._bookmarks = transaction_seconds, bookmarks
        self._database = address.database or None
        self._driver = neo4j.GraphDatabase.driver(
            address.uri,
            auth=(address.user, address.password),
            notifications_min_severity="OFF",
            max_transaction_retry_time=retry_seconds,
            max_connection_pool_size=CONNECTIONS,
            connection_acquisition_timeout=CONNECTION_SECONDS,
        )

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self._driver.close()

    # -- running queries ---------------------------------------------------------------------------------

    def ask(self, name: str, /, *, choices: Choices | None = None, **parameters: Any) -> Any:
        """Run one query in a transaction of its own and give its answer."""
        return self.transact(lambda tx: run(tx, name, choices, **parameters))

    def transact(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        """Do work in one transaction, again where a passing fault undid it.

        Raises TimedOut for one that takes longer than the store's limit, and DatabaseUnavailable.
        """
        limited = neo4j.unit_of_work(timeout=self._transaction_seconds)(work)
        try:
            with self.session() as session:
                return session.execute_write(limited)
        except (DriverError, Neo4jError) as error:
            raise unavailable(error) from error

    # -- rows --------------------------------------------------------------------------------------------

    @property
    def version(self) -> int:
        """The data version that readers see."""
        return int(self.ask("read/version")[0])

    def rows_by_id(self, label: Label, ids: Iterable[str], version: int) -> list[dict[str, Any]]:
        """The rows of a label with these ids that stand in a version."""
        found: list[dict[str, Any]] = []
        for some in batches(ids, self.batch * FETCHED):
            found += self.ask("write/rows_by_id", choices={"label": label}, ids=some, version=version)
        return found

    def every_row(self, label: Label, version: int) -> Iterator[dict[str, Any]]:
        """All rows of a label that stand in a version, in order of their ids, fetched some at a time."""
        after = ""
        while rows := self.ask(
            "write/page_of_rows", choices={"label": label}, version=version, after=after, limit=self.batch
        ):
            yield from rows
            after = rows[-1]["id"]

    def every_id(self, label: Label, version: int) -> list[str]:
        """The ids of all rows of a label that stand in a version, in order."""
        return [row["id"] for row in self.every_row(label, version)]

    # -- form --------------------------------------------------------------------------------------------

    def change_schema(self, statement: str) -> None:
        """A statement on constraints or indexes; another process may be running the same one."""
        attempt, until = 0, time.monotonic() + INDEX_SECONDS
        while True:
            try:
                with self.session() as session:
                    session.run(statement).consume()
                return
            except Neo4jError as error:
                if POPULATING.search(str(error)) and time.monotonic() < until:
                    time.sleep(0.1)
                    continue
                if attempt == ATTEMPTS - 1 or not at_once(error):
                    raise unavailable(error) from error
                attempt += 1
                time.sleep(0.1 * attempt)
            except DriverError as error:
                raise unavailable(error) from error

    @property
    def written(self) -> int:
        """How many rows one transaction writes at most."""
        return min(WRITTEN, self.batch) if self.takes_sql else self.batch

    @property
    def takes_sql(self) -> bool:
        """Whether the database is ArcadeDB, which makes full-text indexes by SQL over HTTP."""
        return self._address.fulltext_http is not None

    def change_schema_in_sql(self, statement: str) -> None:
        """A statement on indexes, in ArcadeDB's SQL; another process may be running the same one."""
        for attempt in range(ATTEMPTS):
            try:
                sql(self._address, statement)
                return
            except SqlRefused:
                if attempt == ATTEMPTS - 1:
                    raise
                time.sleep(0.1 * (attempt + 1))

    def replan(self) -> None:
        """Have Neo4j plan its queries anew, after a write that makes what it knows of its indexes untrue.

        It keeps those of an index that it believes to be empty for minutes and longer: they read through the index for
        each thing that is looked up. An Enterprise user may not be allowed to ask for it: answers are slower then.
        """
        if not self.takes_sql:
            with suppress(DriverError, Neo4jError), self.session() as session:
                session.run(query("write/replanned").text).consume()

    def session(self) -> neo4j.Session:
        """For what must not be in a managed transaction: statements on constraints and indexes."""
        return self._driver.session(database=self._database, bookmark_manager=self._bookmarks)


def run(tx: neo4j.ManagedTransaction, name: str, choices: Choices | None = None, /, **parameters: Any) -> Any:
    """Run one query within a transaction and give its answer."""
    found = query(name, **(choices or {}))
    record = tx.run(found.text, found.bind(parameters)).single()
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
