"""What the driver's errors say, in the words of both databases, for those who read and those who write."""

import re

from neo4j.exceptions import Neo4jError

from schema.errors import DatabaseUnavailable, TimedOut

# What is told where another process makes the same constraint, index or node at the same moment.
_AT_ONCE = re.compile(r"already|Constraint|Concurrent|Transient|duplicate", re.IGNORECASE)
# Indexes are waited for a second at a time: who waits holds locks that others need who are making some.
POPULATING = re.compile(r"come online within a reasonable time")
_AWAY = re.compile(
    r"ServiceUnavailable|SessionExpired|TransientError|DatabaseUnavailable|Unable to retrieve routing|Couldn't connect"
    r"|ConnectionAcquisitionTimeout"
)
# The last one is told where the time ran out while it waited for somebody else's lock.
TIMED_OUT = re.compile(r"TransactionTimedOut|TransactionTimeout|LockClientStopped")
# What is told of a query that would take more memory than the database gives to one: by ArcadeDB, by Neo4j.
OUT_OF_MEMORY = re.compile(r"heap budget exceeded|OutOfMemoryError")

# What is told of a user, a password or a database that there is none of.
_NO_ACCESS = re.compile(r"ClientError\.Security\.|DatabaseNotFound")


def is_no_access(error: Exception) -> bool:
    """Whether the database let nobody in; trying again does not help."""
    return isinstance(error, Neo4jError) and _NO_ACCESS.search(error.code or "") is not None


def at_once(error: Neo4jError) -> bool:
    """Whether the database refused something because another process was at the same."""
    return _AT_ONCE.search(f"{error.code} {error}") is not None


def unavailable(error: Exception) -> Exception:
    """The driver's error as ours where the database is away or took too long; any other as it is."""
    if TIMED_OUT.search(str(getattr(error, "code", ""))):
        return TimedOut(
            "the database took longer than a transaction may take, and undid it",
            suggestion="See what else the database is doing; nothing of it is visible, so that it can be run again.",
        )
    if _AWAY.search(f"{type(error).__name__} {getattr(error, 'code', '')} {error}"):
        return DatabaseUnavailable("the database does not answer", suggestion="Try again in a moment.")
    return error
