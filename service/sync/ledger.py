"""The ledger of syncs: every run with what it read and did, however it ended.

    RUNNING → SUCCEEDED | REFUSED | FAILED

A run that was killed is noted as FAILED by the next run of its source. What the ledger holds has no data versions.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Any

from schema.edtf import Day
from schema.vocabulary import SyncOutcome
from service.instants import this_instant
from service.sync.store import Store

BROKEN_OFF = "The run was broken off: its process was killed or lost the database. Nothing of it is visible."


@dataclass(slots=True)
class Run:
    """One run as the ledger has it. Counts are of records, `read` and `rejected` of rows; `took` is in seconds."""

    source: str
    dataset: str
    id: str = ""
    started_at: str = ""
    outcome: SyncOutcome = SyncOutcome.RUNNING
    read: int = 0
    added: int = 0
    changed: int = 0
    withdrawn: int = 0
    rejected: int = 0
    message: str | None = None
    # Where the version came from, the day on which it was public, the digest of its files (SHA-256).
    origin: str | None = None
    day: Day | None = None
    digest: str | None = None
    data_version: int | None = None
    took: float | None = None
    # Until when (an instant) the upstream asked to be left alone.
    not_before: str | None = None
    # Whether the version says only what changes; runs of earlier releases do not tell.
    delta: bool = False
    rejects: list[str] = field(default_factory=list)
    # Of a register, the stems of entities whose rows were set aside, as many as there are reasons.
    unread: list[str] = field(default_factory=list)


class Ledger:
    """Where runs are entered; one that is not `kept`, as for a dry run, takes no notice."""

    def __init__(self, store: Store, *, kept: bool) -> None:
        self._store, self._kept = store, kept

    def begin(self, run: Run) -> None:
        """Enter a run that begins now; runs of its source that were never ended have failed."""
        if not self._kept:
            return
        now = instant()
        self._store.ask("write/sync_runs_left", source=run.source, row={
            "outcome": SyncOutcome.FAILED.value, "finished_at": now, "message": BROKEN_OFF,
        })  # fmt: skip
        run.started_at = now
        run.id = f"sync-{run.dataset}-{now.lower().translate(_PLAIN)}-{uuid.uuid4().hex[:6]}"
        row = {"dataset": run.dataset, "started_at": now, "outcome": run.outcome.value, "code": version("retinue")}
        self._store.ask("write/sync_run_begun", id=run.id, source=run.source, row=_bare({**row, "origin": run.origin}))

    def end(self, run: Run, outcome: SyncOutcome, message: str | None) -> None:
        """Note how a run ended, which is entered if it has not been yet."""
        if not self._kept:
            return
        if not run.id:
            self.begin(run)
        self._store.ask("write/sync_run_ended", **ended(run, outcome, message))


def ended(run: Run, outcome: SyncOutcome, message: str | None) -> dict[str, Any]:
    """The parameters of `write/sync_run_ended` for a run that ends now."""
    run.outcome, run.message = outcome, message
    now = instant()
    run.took = round((datetime.fromisoformat(now) - datetime.fromisoformat(run.started_at)).total_seconds(), 3)
    row = {
        "outcome": outcome.value, "finished_at": now, "message": message, "read": run.read, "added": run.added,
        "changed": run.changed, "withdrawn": run.withdrawn, "rejected": run.rejected, "origin": run.origin,
        "day": run.day, "digest": run.digest, "data_version": run.data_version, "took": run.took,
        "delta": run.delta, "rejects": run.rejects, "unread": run.unread, "not_before": run.not_before,
    }  # fmt: skip
    return {"id": run.id, "row": _bare(row)}


def instant() -> str:
    """This moment, UTC, to the millisecond, so that runs can be told in order."""
    return this_instant("milliseconds")


_PLAIN = str.maketrans("", "", "-:.")


def _bare(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
