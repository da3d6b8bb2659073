"""Errors that a client may read, each with a stable code.

    RetinueError
    ├── BadInput             BAD_INPUT              an argument or a record is malformed
    │   ├── NotFound         NOT_FOUND              an argument names an entity that is not there
    │   ├── BadCursor        BAD_CURSOR             a cursor that is broken or from another query
    │   ├── TooBroad         TOO_BROAD              more to look through than one answer may cost
    │   ├── TooLarge         TOO_LARGE              a request or document over a limit
    │   └── Rejected         BAD_INPUT              files of the claims format, with all that is wrong in them
    ├── DatabaseUnavailable  DATABASE_UNAVAILABLE   the database does not answer
    ├── TimedOut             TIMEOUT                the answer took longer than it may
    ├── TooMany              RATE_LIMITED           more to keep than is kept at a time
    ├── Busy                 BUSY                   another process is writing
    ├── Refused              REFUSED                a version of a source that would do harm
    ├── UpstreamFailed       UPSTREAM_FAILED        a source's server does not give what it should
    ├── OlderForm            OLDER_FORM             a graph that an earlier release wrote, met by what writes nothing
    ├── DiskFull             DISK_FULL              files of a sync cannot be written on this machine
    ├── NoAccess             NO_ACCESS              the database lets nobody in with what the settings say
    └── DatabaseRefused      DATABASE_REFUSED       the database answers, and refuses what it is asked

Rejected, and those from TooMany on, stand in `service`, where they are raised; those from Busy on, only commands tell.
Whatever else is raised is INTERNAL: masked for clients, told in full in the log.
"""

from typing import Any, ClassVar


class RetinueError(Exception):
    """An error told to the client: a sentence, a stable code and, where it helps, a suggestion."""

    code: ClassVar[str] = "INTERNAL"

    def __init__(self, message: str, *, suggestion: str | None = None, **details: Any) -> None:
        super().__init__(message)
        self.suggestion = suggestion
        self.details = details

    @property
    def extensions(self) -> dict[str, Any]:
        """What stands under `extensions` of a GraphQL error."""
        told: dict[str, Any] = {"code": self.code}
        if self.suggestion:
            told["suggestion"] = self.suggestion
        return told | self.details


class BadInput(RetinueError):
    code = "BAD_INPUT"


class NotFound(BadInput):
    code = "NOT_FOUND"


class BadCursor(BadInput):
    code = "BAD_CURSOR"


class TooBroad(BadInput):
    code = "TOO_BROAD"


class TooLarge(BadInput):
    code = "TOO_LARGE"


class DatabaseUnavailable(RetinueError):
    code = "DATABASE_UNAVAILABLE"


class TimedOut(RetinueError):
    code = "TIMEOUT"
