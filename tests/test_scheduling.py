"""The jobs made of the schedules of the settings, and what their runs are told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.scheduling import JITTER, environment, scheduler
from service.settings import Settings
from service.sync.source_modules import SyncSource, source_module
from service.sync_jobs import SyncJob

# A Saturday.
BEGIN = datetime(2022, 1, 1, tzinfo=UTC)


def test_runs_are_put_off_at_random() -> None:
    source = SyncSource("popolo", source_module("popolo"))
    found = {"popolo": SyncJob(source, ("x",), "0 4 * * *"), "by-hand": SyncJob(source, ("x",))}
    made = scheduler(lambda _: None, found)
    jobs = {job.id: job for job in made.get_jobs()}
    assert set(jobs) == {"popolo", "--due"}
    assert jobs["popolo"].trigger.jitter == JITTER > 0
    times = {jobs["popolo"].trigger.get_next_fire_time(None, BEGIN) for _ in range(20)}
    assert len(times) > 1
    assert all(timedelta(hours=4) <= each - BEGIN <= timedelta(hours=4, seconds=JITTER) for each in times)


def test_a_run_has_the_form_of_log_that_the_service_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETINUE_LOG", "text")
    found = environment(Settings(data=Path("elsewhere"), sync=Path("sync.toml"), log_format="text"))
    assert Settings.from_environment(found).log_format == "text"
    assert (found["RETINUE_DATA"], found["RETINUE_SYNC"]) == ("elsewhere", "sync.toml")
