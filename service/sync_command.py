"""The command `retinue sync`: which sources, from where, and what to tell of each run."""

import gc
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import structlog
import typer
from rich.console import Console

from schema.edtf import day as checked_day
from schema.errors import BadInput, RetinueError
from schema.sync import SyncRun
from schema.vocabulary import SyncOutcome
from service.cron import is_due
from service.instants import today
from service.logs import configure_logs
from service.opening import opened
from service.progress import progress
from service.settings import Settings
from service.sync.applying import SyncOptions
from service.sync.failing import in_words
from service.sync.source_modules import SyncSource, source_module, source_modules
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from service.sync.upstream import MOST_REJECTED, Refused
from service.sync.versions import Busy
from service.sync_jobs import SyncJob, sync_jobs

# What cron is told.
FAILED, WRONG_CALL, REFUSED, BUSY = 1, 2, 3, 4
# What a shell says of a process that SIGTERM ended.
ENDED = 128 + signal.SIGTERM
# From what needs nobody to what needs a person.
_FROM_BEST_TO_WORST = (0, BUSY, FAILED, REFUSED)

# The lowest priority there is, as `nice` counts.
LOWEST = 19
COLLECTED_EVERY = 100_000
# Whoever hears from the database waits that long (seconds) for whoever works out what comes next; Python's is ten times
# that, and each transaction hears from it four times.
SWITCHED_EVERY = 0.0005

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SyncCall:
    """What the command was called with."""

    names: Sequence[str]
    origins: Sequence[str]
    day: str | None
    dry_run: bool
    force: bool
    due: bool
    rejected: bool


def sync_all(settings: Settings, wanted: SyncCall, console: Console) -> int:
    """Sync what is wanted, one source after the other; gives the exit code, that of the worst run."""
    try:
        _refuse_contradiction(wanted)
        jobs = sync_jobs(settings.sync)
        wanted_jobs = [] if wanted.rejected else list(_named(wanted, jobs))
        if wanted.due:
            wanted_jobs = wanted_jobs or list(jobs.values())
            _refuse_nothing_scheduled(wanted_jobs, settings)
        day = checked_day(wanted.day) if wanted.day else None
    except BadInput as error:
        _tell_error(console, str(error), error.suggestion)
        return WRONG_CALL
    options = SyncOptions(seen_on=today(), day=day, dry_run=wanted.dry_run, force=wanted.force)
    configure_logs(settings.log_format, settings.log_level)
    # Whoever is asked to end gives its turn back first: the next run need not wait until it counts as dead.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(ENDED))
    code = 0
    writes = not (wanted.dry_run or wanted.rejected)
    with opened(settings, writes=writes) as address, Store(address) as store:
        # Readers on the same machine go first: a sync has time. The database, which they share, does not give way.
        if hasattr(os, "nice"):
            os.nice(LOWEST)
        # Records are many small values without cycles: to look for some among them as often as Python does takes a
        # twentieth of a sync.
        gc.set_threshold(COLLECTED_EVERY, *gc.get_threshold()[1:])
        sys.setswitchinterval(SWITCHED_EVERY)
        if wanted.rejected:
            return _show_rejected(store, wanted.names, jobs, console)
        if wanted.due:
            wanted_jobs = list(_due(store, wanted_jobs))
            if not wanted_jobs:
                typer.echo("nothing is due: no time of a schedule has passed since the last run of what may be asked")
        for job in wanted_jobs:
            source = job.source
            try:
                new = False
                with progress(console) as tell:
                    limited = replace(options, limits=job.limits)
                    for synced in sync_source(store, source, job.origins, limited, tell, job.patience):
                        new = True
                        _tell(synced, wanted.dry_run)
                        _log.info("sync", **_line(synced))
                if not new:
                    typer.echo(f"{source.name}: nothing new; no version there is newer than the last one applied")
            # Whatever is wrong with one source, the others go on.
            except Exception as error:
                _tell_failed(console, source.name, error)
                code = max(code, _code_of(error), key=_FROM_BEST_TO_WORST.index)
    return code


def _tell_failed(console: Console, source: str, error: Exception) -> None:
    """Tell the log and a person what became of a source. What nobody thought of is logged with where it came from."""
    message, code = in_words(error), getattr(error, "code", "FAILED")
    unforeseen = not isinstance(error, RetinueError | OSError)
    _log.warning("sync", source=source, outcome=code, message=message, exc_info=error if unforeseen else None)
    _tell_error(console, f"{source}: {message}", getattr(error, "suggestion", None))


def _code_of(error: Exception) -> int:
    if isinstance(error, Refused):
        return REFUSED
    return BUSY if isinstance(error, Busy) else FAILED


def _tell_error(console: Console, message: str, suggestion: str | None) -> None:
    console.print(message, style="red", markup=False)
    if suggestion:
        console.print(suggestion, markup=False)


def _refuse_contradiction(wanted: SyncCall) -> None:
    if wanted.origins and len(wanted.names) != 1:
        raise BadInput("--from goes with one source", suggestion="Name it: retinue sync NAME --from PATH_OR_URL")
    if wanted.rejected and (wanted.due or wanted.origins):
        raise BadInput(
            "--rejected goes with names only: it shows what was set aside before",
            suggestion="Name the source: retinue sync NAME --rejected",
        )
    if wanted.due and wanted.origins:
        raise BadInput("--due goes without --from: it takes the sources of the settings as they are there")
    if not wanted.due and not wanted.names:
        raise BadInput("name a source, or say --due", suggestion="retinue sync --help tells more.")


def _refuse_nothing_scheduled(jobs: Sequence[SyncJob], settings: Settings) -> None:
    if settings.sync is None:
        raise BadInput(
            "--due takes the sources of the settings, and RETINUE_SYNC names no file of them",
            suggestion="Set RETINUE_SYNC to the path of a file as docs/sync.md has it, or name a source.",
        )
    if not any(job.schedule for job in jobs):
        raise BadInput(
            f"--due takes the sources that have a schedule, and none of those asked for in {settings.sync} has one",
            suggestion='Add a line to the source’s table, such as schedule = "15 4 * * *", or name the source.',
        )


def _named(wanted: SyncCall, jobs: dict[str, SyncJob]) -> Iterator[SyncJob]:
    """The jobs of the names that were given, from where the call says."""
    for name in wanted.names:
        job = jobs.get(name)
        if wanted.origins:
            job = job or SyncJob(SyncSource(name, source_module(name)), ())
            yield replace(job, origins=tuple(wanted.origins))
        elif job:
            yield job
        else:
            source_module(name)
            raise BadInput(
                f"the settings do not say where to read “{name}” from",
                suggestion="Say --from PATH_OR_URL, or put it into the file that RETINUE_SYNC names.",
            )


def _due(store: Store, jobs: Sequence[SyncJob]) -> Iterator[SyncJob]:
    """The jobs with a schedule of which a time has passed since their last run, or whose last run came to nothing.

    One that stands as under way may have been killed; if it was not, whoever tries is told that it is busy. Those are
    left out, and told, whose upstream asked to be left alone for longer.
    """
    names = [job.source.name for job in jobs]
    last = {name: SyncRun.of(run) for name, run in store.ask("read/last_sync_runs", sources=names)}
    now = datetime.now(UTC)
    for name, job in zip(names, jobs, strict=True):
        run = last.get(name)
        if run and run.not_before and datetime.fromisoformat(run.not_before) > now:
            typer.echo(f"{name}: its upstream asks to be left alone until {run.not_before}")
            continue
        failed = run is not None and run.outcome in (SyncOutcome.FAILED, SyncOutcome.RUNNING)
        if job.schedule and (failed or is_due(job.schedule, run.started_at if run else None, now)):
            yield job


def _line(synced: Synced) -> dict[str, Any]:
    """A run as the log tells it."""
    run = synced.run
    return {
        "source": run.source, "dataset": run.dataset, "run": run.id, "day": run.day, "origin": run.origin,
        "read": run.read, "added": run.added, "changed": run.changed, "withdrawn": run.withdrawn,
        "rejected": run.rejected, "skipped": synced.skipped, "data_version": run.data_version,
        "seconds": run.took, "digest": run.digest,
    }  # fmt: skip


def _tell(synced: Synced, dry_run: bool) -> None:
    run, counts = synced.run, synced.counts
    if synced.skipped:
        typer.echo(f"{run.dataset}: nothing has changed since the last run; data version {run.data_version}")
        return
    version = "" if dry_run else f"; data version {run.data_version}"
    changes = counts.sentence(dry_run=dry_run)
    typer.echo(f"{run.dataset} of {run.day}: {run.read} rows; {changes}, {run.rejected} rejected{version}")
    if dry_run:
        for sample in counts.samples:
            typer.echo(f"  {sample}")
    if run.message:
        typer.echo(f"  {run.message}")
    if synced.later:
        typer.echo(f"  {synced.later} later of it not looked at: each is compared with what the one before it leaves")


def _show_rejected(store: Store, names: Sequence[str], jobs: dict[str, SyncJob], console: Console) -> int:
    code = 0
    for name in names:
        shown = store.ask("write/sync_rejects", source=name)
        for dataset, runs in shown:
            typer.echo(f"{dataset}: {sum(rows for *_, rows in runs)} set aside")
            for day, outcome, rejects, rows in runs:
                became = "" if outcome == SyncOutcome.SUCCEEDED else f", {outcome}"
                typer.echo(f"  of {day}{became}: {rows}")
                for reject in rejects:
                    typer.echo(f"    {reject}")
                if len(rejects) == MOST_REJECTED:
                    typer.echo(
                        f"    … these are the first {MOST_REJECTED:,}; of the others the ledger has the number only"
                    )
        if not shown and (name in jobs or name in source_modules()):
            typer.echo(f"{name}: nothing was set aside, for no run has read a row")
        elif not shown:
            known = ", ".join(sorted({*jobs, *source_modules()}))
            _tell_error(console, f"there is no source “{name}”, and no run of one", f"There are {known}.")
            code = WRONG_CALL
    return code
