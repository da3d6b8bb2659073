"""Instants and days as records keep them: UTC, instants ending in Z."""

from datetime import UTC, datetime, timedelta

from schema.edtf import Day, day_after


def this_instant(timespec: str = "seconds") -> str:
    """This moment, such as 2022-01-05T10:00:00Z; `timespec` as `datetime.isoformat` takes it."""
    return _written(datetime.now(UTC), timespec)


def in_seconds(seconds: float) -> str:
    """The moment that comes after so many seconds."""
    return _written(datetime.now(UTC) + timedelta(seconds=seconds), "seconds")


def _written(moment: datetime, timespec: str) -> str:
    return moment.isoformat(timespec=timespec).replace("+00:00", "Z")


def today() -> Day:
    """The day of this moment."""
    return this_instant()[:10]


def yet_to_come(day: Day, today: Day) -> bool:
    """Whether nothing can be of a day yet, wherever it is from: it may be tomorrow there already, or by its clock."""
    return day > day_after(today)
