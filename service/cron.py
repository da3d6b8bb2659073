"""The times of a schedule in five fields, as cron has them, UTC."""

import re
from datetime import UTC, datetime

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from schema.errors import BadInput

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY = rf"[0-7]|{'|'.join(_WEEKDAYS)}"
_DAYS = re.compile(rf"(?:\*|(?P<first>{_DAY})-(?P<last>{_DAY}))(?:/(?P<step>[1-7]))?|(?P<only>{_DAY})", re.IGNORECASE)


def trigger(schedule: str, jitter: int | None = None) -> BaseTrigger:
    """The times of a schedule as cron has them, UTC, each put off by up to so many seconds at random.

    Where days of the month and of the week are both given, either is enough. Raises BadInput for five fields that cron
    does not know.
    """
    try:
        minute, hour, day, month, weekday = schedule.split()
        days = [(day, _weekdays(weekday))]
        if not day.startswith("*") and not weekday.startswith("*"):
            days = [(day, "*"), ("*", _weekdays(weekday))]
        either = [
            CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=weekday, timezone=UTC)
            for day, weekday in days
        ]
    except ValueError as error:
        raise BadInput(f"schedule: “{schedule}” is none that cron knows: {error}") from None
    return OrTrigger(either, jitter)


def _weekdays(field: str) -> str:
    """Days of the week by name: cron counts them from Sunday, which is 0 or 7, and the scheduler from Monday."""
    if field == "*":
        return field
    found: set[int] = set()
    for item in field.split(","):
        match = _DAYS.fullmatch(item)
        if match is None:
            raise ValueError(f"“{item}” is no day of the week, from 0 to 7 or {_WEEKDAYS[0]} to {_WEEKDAYS[-1]}")
        first, last = _weekday(match["first"] or match["only"] or "0"), _weekday(match["last"] or match["only"] or "6")
        # A week may be said to end on its Sunday.
        last = 7 if last == 0 < first else last
        if last < first:
            raise ValueError(f"“{item}” ends before it begins")
        found.update(number % 7 for number in range(first, last + 1, int(match["step"] or 1)))
    return ",".join(_WEEKDAYS[number] for number in sorted(found))


def _weekday(day: str) -> int:
    return int(day) if day.isdigit() else _WEEKDAYS.index(day.lower())


def is_due(schedule: str, last: str | None, now: datetime) -> bool:
    """Whether one of the times of a schedule has passed since the last run began (an instant); always before any."""
    if last is None:
        return True
    following = trigger(schedule).get_next_fire_time(None, datetime.fromisoformat(last))
    return following is not None and following <= now
