"""What can go wrong with the machine in the middle of a sync, told so that a person knows what to do."""

import errno
import sqlite3
import tempfile

from neo4j.exceptions import DriverError, Neo4jError

from schema.errors import RetinueError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class DiskFull(RetinueError):
    """Files of a sync could not be written on this machine."""

    code = "DISK_FULL"


class DatabaseRefused(RetinueError):
    """The database answers, and refuses what it is asked: its disk is full, its memory used up."""

    code = "DATABASE_REFUSED"


def as_ours(error: BaseException) -> BaseException:
    """An error as one that says what to do, where it is none yet."""
    if isinstance(error, sqlite3.OperationalError) or (isinstance(error, OSError) and error.errno in _FULL):
        return DiskFull(
            f"the files of the sync could not be written: {error}",
            suggestion=f"Make room in {tempfile.gettempdir()}, or name another folder in TMPDIR; nothing was changed.",
        )
    if isinstance(error, DriverError | Neo4jError):
        return DatabaseRefused(
            f"the database refused what it was asked: {error}",
            suggestion="See its log and its disk; nothing of the version is visible, and the next run begins anew.",
        )
    return error


def in_words(error: BaseException) -> str:
    """What the ledger, the log and a person are told of an error."""
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return "The run was asked to end. Nothing of it is visible."
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error) if isinstance(error, RetinueError | OSError) else f"{type(error).__name__}: {error}"
