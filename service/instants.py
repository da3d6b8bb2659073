"""Instants as records keep them: UTC, ending in Z."""

from datetime import UTC, datetime


def this_instant(timespec: str = "seconds") -> str:
    """This moment, such as 2022-01-05T10:00:00Z; `timespec` as `datetime.isoformat` takes it."""
    return datetime.now(UTC).isoformat(timespec=timespec).replace("+00:00", "Z")
