"""Reading the graph: the asynchronous side of both databases, one driver, one dialect."""

import asyncio
import re
from collections.abc import Iterable
from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from cypher import Query, query
from schema.errors import DatabaseUnavailable, TimedOut, TooBroad
from service.address import Address
from service.driver_errors import OUT_OF_MEMORY, TIMED_OUT, at_once
from service.settings import DEFAULTS

# How often a write is tried that another one is in the way of.
WRITES = 5
_MISUSE = re.compile(r"ClientError\.Statement|ClientError\.Schema")


class Database:
    """A pool of connections; a query that fails in passing is tried again in managed read transactions.

    `timeout` bounds one query, its wait for a connection included, and `connections` the pool. On a cluster reads go to
    readers, none of which lags behind this object's own queries or what was written before up to `bookmarks`.
    """

    def __init__(
        self,
        address: Address,
        *,
        connections: int = DEFAULTS.connections,
        timeout: float = DEFAULTS.database_timeout,
        bookmarks: Iterable[str] = (),
    ) -> None:
        self._database = address.database or None
        self._timeout = timeout
        known = neo4j.Bookmarks.from_raw_values(bookmarks)
        self._bookmarks = neo4j.AsyncGraphDatabase.bookmark_manager(initial_bookmarks=known)
        self._under_way: set[asyncio.Task[neo4j.Record | None]] = set()
        self._driver = neo4j.AsyncGraphDatabase.driver(
            address.uri,
            auth=(address.user, address.password),
            max_connection_pool_size=connections,
            connection_acquisition_timeout=min(timeout, 5.0),
            connection_timeout=2.0,
            # A database that is gone is told at once; a passing fault is tried again for this long.
            max_transaction_retry_time=0.5,
            initial_retry_delay=0.1,
            notifications_min_severity="OFF",
        )

    async def read(self, asked: Query, parameters: dict[str, Any]) -> Any:
        """The answer of a reading query. Raises QueryError for other parameters, else what `told` tells."""
        reading = asyncio.ensure_future(self._read(asked, asked.bind(parameters)))
        self._under_way.add(reading)
        reading.add_done_callback(self._done)
        # A request that is given up must not leave a connection half opened: the query runs to its end, which on
        # ArcadeDB is not bounded by the driver's limit, but by the engine's own.
        if not (await asyncio.wait([reading], timeout=self._timeout))[0]:
            raise _took_too_long()
        try:
            record = reading.result()
        except (DriverError, Neo4jError, OSError) as error:
            raise told(error) from error
        return record["answer"] if record else None

    async def _read(self, asked: Query, parameters: dict[str, Any]) -> neo4j.Record | None:
        bounded = neo4j.Query(asked.text, timeout=self._timeout)
        try:
            # By itself first: one exchange with the database, where a transaction takes two.
            async with self._driver.session(
                database=self._database, default_access_mode=neo4j.READ_ACCESS, bookmark_manager=self._bookmarks
            ) as session:
                return await (await session.run(bounded, parameters)).single()
        except (DriverError, Neo4jError) as error:
            if not error.is_retryable():
                raise
        return await self._driver.execute_query(
            bounded,
            parameters,
            routing_=neo4j.RoutingControl.READ,
            database_=self._database,
            bookmark_manager_=self._bookmarks,
            result_transformer_=neo4j.AsyncResult.single,
        )

    async def write(self, asked: Query, parameters: dict[str, Any]) -> Any:
        """The answer of a query that writes something without versions. Raises what `told` tells.

        Two that make the same node at once may get into each other's way, which passes: such a one is tried again.
        """
        for attempt in range(WRITES):
            try:
                record = await self._driver.execute_query(
                    neo4j.Query(asked.text, timeout=self._timeout),
                    asked.bind(parameters),
                    routing_=neo4j.RoutingControl.WRITE,
                    database_=self._database,
                    bookmark_manager_=self._bookmarks,
                    result_transformer_=neo4j.AsyncResult.single,
                )
                return record["answer"] if record else None
            except (DriverError, Neo4jError, OSError) as error:
                if attempt == WRITES - 1 or not (isinstance(error, Neo4jError) and at_once(error)):
                    raise told(error) from error
                await asyncio.sleep(0.05 * (attempt + 1))
        raise AssertionError

    def _done(self, reading: "asyncio.Task[neo4j.Record | None]") -> None:
        self._under_way.discard(reading)
        if not reading.cancelled():
            # Nobody may be waiting any longer: an error of a query that was given up is nobody's.
            reading.exception()

    async def ready(self) -> None:
        """Raises DatabaseUnavailable unless the graph can be read."""
        await self.read(query("read/version"), {})

    async def close(self) -> None:
        """Close all connections, once the queries under way have ended; those that take too long are broken off."""
        if self._under_way:
            _, left = await asyncio.wait(self._under_way, timeout=self._timeout)
            for reading in left:
                reading.cancel()
            if left:
                await asyncio.wait(left)
        await self._driver.close()


def told(error: Exception) -> Exception:
    """The driver's error as one that clients may read; a mistake of ours stays what it is."""
    code = str(getattr(error, "code", "") or "")
    if TIMED_OUT.search(code):
        return _took_too_long()
    if isinstance(error, Neo4jError) and _MISUSE.search(code):
        return error
    if OUT_OF_MEMORY.search(f"{code} {error}"):
        return TooBroad(
            "the database would need more memory for it than one query may have",
            suggestion="Ask for less, with a filter or for fewer kinds at once; whoever runs the service can give the "
            "embedded database more memory (RETINUE_HEAP).",
        )
    return DatabaseUnavailable("the database does not answer", suggestion="Try again in a moment.")


def _took_too_long() -> TimedOut:
    return TimedOut(
        "the database took longer than a query may take",
        suggestion="Ask for less at once: a smaller page, fewer levels, a narrower view.",
    )
