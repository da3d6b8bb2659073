"""The service's own schedule: each job of the settings at its times, as a process of its own.

A sync works on one processor for as long as it takes; in a process of its own it is in nobody's way. What it does
stands in the ledger and in its log, which is the service's.
"""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from schema.errors import BadInput
from service.settings import Settings
from service.sync_jobs import SyncJob

# Seconds by which a run is put off at random, so that many services do not ask an upstream at one moment.
JITTER = 60
# How long a run that is under way when the service ends may take to stop.
GRACE_SECONDS = 10.0

_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_DAY = rf"[0-7]|{'|'.join(_WEEKDAYS)}"
_DAYS = re.compile(rf"(?:\*|(?P<first>{_DAY})-(?P<last>{_DAY}))(?:/(?P<step>[1-7]))?|(?P<only>{_DAY})", re.IGNORECASE)

_log = structlog.get_logger(__name__)


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


def scheduled(settings: Settings, jobs: Mapping[str, SyncJob]) -> AbstractContextManager[None]:
    """Runs the jobs that have a schedule while it lasts; one at a time, and never one beside itself.

    What was missed while the service was not running is made up for at once. Raises BadInput, before anything is
    started, for a schedule that is none.
    """
    runner = _Runner(settings)
    return _running(runner, scheduler(runner.run, jobs))


def scheduler(run: Callable[[list[str]], None], jobs: Mapping[str, SyncJob]) -> BackgroundScheduler:
    """What runs `retinue sync` with a job's name at the job's times, not started yet. Raises BadInput as above."""
    made = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    for name, schedule in ((job.source.name, job.schedule) for job in jobs.values() if job.schedule):
        made.add_job(
            run, trigger(schedule, JITTER), args=[[name]], id=name,
            # Of several times that passed unseen, one is made up for, however late.
            coalesce=True, max_instances=1, misfire_grace_time=None,
        )  # fmt: skip
    made.add_job(run, args=[["--due"]], id="--due", misfire_grace_time=None)
    return made


@contextmanager
def _running(runner: "_Runner", scheduler: BackgroundScheduler) -> Iterator[None]:
    scheduler.start()
    try:
        yield
    finally:
        runner.stop()
        scheduler.shutdown(wait=True)


def environment(settings: Settings) -> dict[str, str]:
    """What a run is told: what the service was, with what its flags may have changed."""
    return {**os.environ, "RETINUE_DATA": str(settings.data), "RETINUE_SYNC": str(settings.sync)}


class _Runner:
    """Runs `retinue sync` and waits for it."""

    def __init__(self, settings: Settings) -> None:
        self._environment = environment(settings)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self, arguments: list[str]) -> None:
        command = [str(Path(sys.executable).with_name("retinue")), "sync", *arguments]
        with self._lock:
            if self._stopped:
                return
            self._process = subprocess.Popen(  # noqa: S603 - our own command, with names from the settings
                command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        code = self._process.wait()
        (_log.info if code == 0 else _log.warning)("scheduled_sync", sync=arguments, exit_code=code)

    def stop(self) -> None:
        """End the run that is under way; what it wrote is not visible, and the next run clears it."""
        with self._lock:
            self._stopped = True
            process = self._process
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
