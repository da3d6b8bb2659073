"""The service's own schedule: each job of the settings at its times, as a process of its own.

A sync works on one processor for as long as it takes; in a process of its own it is in nobody's way. What it does
stands in the ledger and in its log, which is the service's.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from schema.errors import BadInput
from service.settings import Settings
from service.sync_jobs import SyncJob

# Seconds by which a run is put off at random, so that many services do not ask an upstream at one moment.
JITTER = 60
# How long a run that is under way when the service ends may take to stop.
GRACE_SECONDS = 10.0

_log = structlog.get_logger(__name__)


def trigger(schedule: str) -> CronTrigger:
    """The times of a schedule, UTC. Raises BadInput for five fields that cron does not know."""
    try:
        return CronTrigger.from_crontab(schedule, timezone=UTC)
    except ValueError as error:
        raise BadInput(f"schedule: “{schedule}” is none that cron knows: {error}") from None


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
    return _running(settings, {job.source.name: trigger(job.schedule) for job in jobs.values() if job.schedule})


@contextmanager
def _running(settings: Settings, triggers: Mapping[str, CronTrigger]) -> Iterator[None]:
    runner = _Runner(settings)
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    for name, times in triggers.items():
        scheduler.add_job(
            runner.run, times, args=[[name]], id=name, jitter=JITTER,
            # Of several times that passed unseen, one is made up for, however late.
            coalesce=True, max_instances=1, misfire_grace_time=None,
        )  # fmt: skip
    scheduler.add_job(runner.run, args=[["--due"]], id="--due", misfire_grace_time=None)
    scheduler.start()
    try:
        yield
    finally:
        runner.stop()
        scheduler.shutdown(wait=True)


class _Runner:
    """Runs `retinue sync` and waits for it."""

    def __init__(self, settings: Settings) -> None:
        self._environment = {
            **os.environ, "RETINUE_DATA": str(settings.data), "RETINUE_SYNC": str(settings.sync), "RETINUE_LOG": "json",
        }  # fmt: skip
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
