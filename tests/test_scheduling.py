"""The jobs made of the schedules of the settings, and what their runs are told."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from service import scheduling
from service.scheduling import JITTER, environment, scheduled, scheduler
from service.settings import Settings
from service.sync.source_modules import SyncSource, source_module
from service.sync_jobs import SyncJob

# A Saturday.
BEGIN = datetime(2022, 1, 1, tzinfo=UTC)
# Once a year, so that no time of its own comes while a test runs.
YEARLY = "0 4 1 7 *"
PATIENCE_SECONDS = 20.0


def jobs(*names: str, schedule: str | None = YEARLY) -> dict[str, SyncJob]:
    """Jobs that are read by one module, as any number of them may be."""
    module = source_module("popolo")
    return {name: SyncJob(SyncSource(name, module), ("x",), schedule) for name in names}


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


class Recorder:
    """Stands in for the command: which runs began, in which threads, how many at once; each lasts until `go`."""

    def __init__(self) -> None:
        self.began: list[list[str]] = []
        self.threads: set[int] = set()
        self.most_at_once = 0
        self.go = threading.Event()
        self._under_way = 0
        self._lock = threading.Lock()

    def run(self, arguments: list[str]) -> None:
        with self._lock:
            self.began.append(arguments)
            self.threads.add(threading.get_ident())
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        self.go.wait(PATIENCE_SECONDS)
        with self._lock:
            self._under_way -= 1


@contextmanager
def due_since(made: BackgroundScheduler, *ids: str, since: timedelta) -> Iterator[None]:
    """A scheduler at work, for which times of these jobs passed unseen; what it began has ended afterwards."""
    made.start(paused=True)
    for each in {job.id for job in made.get_jobs()} - set(ids):
        made.remove_job(each)
    try:
        pass_by(made, *ids, since=since)
        yield
    finally:
        made.shutdown(wait=True)


def pass_by(made: BackgroundScheduler, *ids: str, since: timedelta) -> None:
    """Let times of jobs have passed unseen, and wait until the scheduler has seen to that."""
    made.pause()
    for each in ids:
        made.modify_job(each, next_run_time=datetime.now(UTC) - since)
    made.resume()
    until(lambda: all(job.next_run_time > datetime.now(UTC) for job in made.get_jobs()))


def test_each_job_syncs_the_source_of_its_own_name_one_after_the_other() -> None:
    recorder = Recorder()
    made = scheduler(recorder.run, {**jobs("popolo", "assembly"), **jobs("by-hand", schedule=None)})
    with due_since(made, "popolo", "assembly", "--due", since=timedelta(seconds=2)):
        until(lambda: len(recorder.began) == 1)
        # Time enough for another one to begin beside it.
        time.sleep(0.2)
        recorder.go.set()
    assert sorted(recorder.began) == [["--due"], ["--due", "assembly"], ["--due", "popolo"]]
    assert (recorder.most_at_once, len(recorder.threads)) == (1, 1)


@pytest.mark.parametrize("since", [timedelta(hours=1), timedelta(days=5 * 366)])
def test_what_was_missed_is_made_up_for_once_however_late_it_is(since: timedelta) -> None:
    """Of several times that were missed, too."""
    recorder = Recorder()
    recorder.go.set()
    with due_since(scheduler(recorder.run, jobs("popolo")), "popolo", "--due", since=since):
        pass
    assert sorted(recorder.began) == [["--due"], ["--due", "popolo"]]


def test_a_job_whose_time_comes_while_it_runs_does_not_run_again() -> None:
    recorder = Recorder()
    made = scheduler(recorder.run, jobs("popolo"))
    with due_since(made, "popolo", since=timedelta(seconds=2)):
        until(lambda: len(recorder.began) == 1)
        pass_by(made, "popolo", since=timedelta(seconds=2))
        recorder.go.set()
    assert recorder.began == [["--due", "popolo"]]


def test_a_run_is_the_command_with_the_name_and_the_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told, command = tmp_path / "told", tmp_path / "retinue"
    command.write_text(f'#!/bin/sh\necho "$@ $RETINUE_DATA $RETINUE_SYNC" >> {told}\n', encoding="utf-8")
    command.chmod(0o755)
    # The command is looked for beside Python.
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setattr(scheduling, "trigger", lambda *_: DateTrigger(datetime.now(UTC)))

    def lines() -> list[str]:
        return told.read_text(encoding="utf-8").splitlines() if told.exists() else []

    with scheduled(Settings(data=Path("elsewhere"), sync=Path("sync.toml")), jobs("assembly")):
        until(lambda: len(lines()) == 2)
    assert sorted(lines()) == ["sync --due assembly elsewhere sync.toml", "sync --due elsewhere sync.toml"]


def test_runs_are_put_off_at_random() -> None:
    made = scheduler(lambda _: None, {**jobs("popolo", schedule="0 4 * * *"), **jobs("by-hand", schedule=None)})
    found = {job.id: job for job in made.get_jobs()}
    assert set(found) == {"popolo", "--due"}
    assert found["popolo"].trigger.jitter == JITTER > 0
    times = {found["popolo"].trigger.get_next_fire_time(None, BEGIN) for _ in range(20)}
    assert len(times) > 1
    assert all(timedelta(hours=4) <= each - BEGIN <= timedelta(hours=4, seconds=JITTER) for each in times)


def test_a_run_has_the_form_of_log_that_the_service_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETINUE_LOG", "text")
    found = environment(Settings(data=Path("elsewhere"), sync=Path("sync.toml"), log_format="text"))
    assert Settings.from_environment(found).log_format == "text"
    assert (found["RETINUE_DATA"], found["RETINUE_SYNC"]) == ("elsewhere", "sync.toml")
