"""The service's own schedule: each job of the settings at its times, as a process of its own.

A sync works on one processor for as long as it takes; in a process of its own it is in nobody's way. What it does
stands in the ledger and in its log, which is the service's.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC
from pathlib import Path

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from service.cron import trigger
from service.settings import Settings
from service.sync_jobs import SyncJob

# Seconds by which a run is put off at random, so that many services do not ask an upstream at one moment.
JITTER = 60
# How long a run that is under way when the service ends may take to stop.
GRACE_SECONDS = 10.0

_log = structlog.get_logger(__name__)


def scheduled(settings: Settings, jobs: Mapping[str, SyncJob]) -> AbstractContextManager[None]:
    """Runs the jobs that have a schedule while it lasts; one at a time, and never one beside itself.

    What was missed while the service was not running is made up for at once. Raises BadInput, before anything is
    started, for a schedule that is none.
    """
    runner = _Runner(settings)
    return _running(runner, scheduler(runner.run, jobs))


def scheduler(run: Callable[[list[str]], None], jobs: Mapping[str, SyncJob]) -> BackgroundScheduler:
    """What runs `retinue sync --due` with a job's name at the job's times, not started yet. Raises BadInput."""
    made = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    for name, schedule in ((job.source.name, job.schedule) for job in jobs.values() if job.schedule):
        made.add_job(
            # Not where it has been synced meanwhile, or its upstream asks to be left alone.
            run, trigger(schedule, JITTER), args=[["--due", name]], id=name,
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
