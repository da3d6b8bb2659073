"""The graph as a writer sees it: queries in transactions, rows by label, migrations.

What writes rows works under the writers' lease, see `service.sync.versions`.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from cypher import FOLDER, query
from schema.errors import DatabaseUnavailable
from schema.kinds import TieKind
from service.address import Address

T = TypeVar("T")
Choices = Mapping[str, StrEnum]

# The version until which a row stands that nothing has closed: the largest whole number that JSON keeps exact.
OPEN = 9_007_199_254_740_991
BATCH = 2_000
# Looking rows up costs the databases less than writing them: so many times as many at once.
FETCHED = 4
# How long a writer may be silent before another one may take its turn, and how long that one waits for it.
LEASE_SECONDS = 20.0
PATIENCE_SECONDS = 60.0
# How long a transaction is tried again where a passing fault undid it, such as an engine that is restarted.
RETRY_SECONDS = 30.0


class Label(StrEnum):
    """The labels of rows, each with `since_version` and `until_version`."""

    ENTITY = "EntityRecord"
    SOURCE = "SourceRecord"
    TIE = "Tie"
    CLAIM = "Claim"
    REMARK = "Remark"
    QUESTION = "Question"
    MATCH = "Match"


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
    ) -> None:
        """`batch`: how many rows one transaction writes or fetches at most."""
        self.lease_seconds, self.patience_seconds, self.batch = lease_seconds, patience_seconds, batch
        self._database = address.database or None
        self._driver = neo4j.GraphDatabase.driver(
            address.uri,
            auth=(address.user, address.password),
            notifications_min_severity="OFF",
            max_transaction_retry_time=retry_seconds,
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
        """Do work in one transaction, again where a passing fault undid it. Raises DatabaseUnavailable."""
        try:
            with self._driver.session(database=self._database) as session:
                return session.execute_write(work)
        except (DriverError, Neo4jError) as error:
            raise unavailable(error) from error

    # -- rows --------------------------------------------------------------------------------------------

    @property
    def version(self) -> int:
        """The data version that readers see."""
        return int(self.ask("read/version"))

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

    # -- migrations --------------------------------------------------------------------------------------

    def migrate(self) -> list[str]:
        """Bring constraints, indexes and form up to date; gives the migrations done now.

        Safe to repeat, to interrupt, and to run in several processes at once: each statement can be repeated, and
        a migration is noted when all of its statements are done. What the database refuses because another process
        is at the same is tried again.
        """
        now: list[str] = []
        for attempt in range(10):
            try:
                self._migrate(now)
                break
            except (Neo4jError, DatabaseUnavailable) as error:
                answered = isinstance(error, Neo4jError) or isinstance(error.__cause__, Neo4jError)
                if attempt == 9 or not answered:
                    raise
                time.sleep(0.2 * (attempt + 1))
        return now

    def _migrate(self, now: list[str]) -> None:
        self.ask("write/meta_deduplicated")
        self._constrain_meta()
        _, _, done = self._merge("write/meta")
        for file in sorted((FOLDER / "migrations").glob("*.cypher")):
            by_kind = "{{kind}}" in file.read_text(encoding="utf-8")
            for choice in TieKind if by_kind else (None,):
                name = f"{file.stem}:{choice}" if choice else file.stem
                if name in done:
                    continue
                choices: Choices = {"kind": choice} if choice else {}
                for statement in query(f"migrations/{file.stem}", **choices).text.split(";"):
                    if statement.strip():
                        self.change_schema(statement.strip())
                self.ask("write/migration_done", name=name)
                now.append(name)
        # Last, under the constraint that the first migration made.
        self._merge("write/lease_made")

    def _constrain_meta(self) -> None:
        """Without its constraint two processes could each make the one node that all rests on.

        Neo4j takes a constraint that another process is still making for one that is there.
        """
        for _ in range(100):
            self.change_schema(query("write/meta_constraint").text)
            with self._driver.session(database=self._database) as session:
                found = session.run(query("write/constraints").text).single()
                if found and "meta_name" in found["answer"]:
                    return
            time.sleep(0.1)
        raise DatabaseUnavailable(
            "the database does not make its first constraint", suggestion="Try again in a moment."
        )

    def change_schema(self, statement: str) -> None:
        """A statement on constraints or indexes; another process may be running the same one."""
        for attempt in range(10):
            try:
                with self._driver.session(database=self._database) as session:
                    session.run(statement).consume()
                return
            except Neo4jError as error:
                if attempt == 9 or not _AT_ONCE.search(f"{error.code} {error}"):
                    raise unavailable(error) from error
                time.sleep(0.1 * (attempt + 1))
            except DriverError as error:
                raise unavailable(error) from error

    def _merge(self, name: str) -> Any:
        """A MERGE that two processes may run at once: a broken constraint is tried again."""
        for attempt in range(10):
            try:
                return self.ask(name)
            except Neo4jError as error:
                if attempt == 9 or not _AT_ONCE.search(f"{error.code} {error}"):
                    raise
                time.sleep(0.1 * (attempt + 1))


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


# What is told where another process makes the same constraint, index or node at the same moment.
_AT_ONCE = re.compile(r"already|Constraint|Concurrent|Transient|duplicate", re.IGNORECASE)
_AWAY = re.compile(
    r"ServiceUnavailable|SessionExpired|TransientError|DatabaseUnavailable|Unable to retrieve routing|Couldn't connect"
)


def unavailable(error: Exception) -> Exception:
    """The driver's error as ours where the database is away; any other as it is."""
    if _AWAY.search(f"{type(error).__name__} {getattr(error, 'code', '')} {error}"):
        return DatabaseUnavailable("the database does not answer", suggestion="Try again in a moment.")
    return error
