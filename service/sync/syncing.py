"""One run of a sync: a version of a source becomes knowledge.

    version → records on disk → plans → refused or not → written → ties derived → version raised

Nothing is written before all of the version has been compared with the graph, and nothing is visible before all is
written: the entry in the ledger, what is noted of the dataset and the data version change in one transaction.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path

from schema.edtf import Day
from schema.errors import BadInput, RetinueError
from schema.vocabulary import SyncOutcome
from service.sync import ledger
from service.sync.affected import Affected
from service.sync.deriving import derive, refresh_spans
from service.sync.fetching import Fetched, Patience, Validator, fetch, is_url
from service.sync.ledger import Run
from service.sync.planning import Moment
from service.sync.reading_versions import Counts, VersionReader
from service.sync.refusing import Limits, refuse_older, refuse_retiring, refuse_rows
from service.sync.source_modules import Source
from service.sync.spool import Spool
from service.sync.store import Label, Store, batches
from service.sync.upstream import Notes, Refused, Version
from service.sync.versions import Lease, Write, writing
from service.sync.writing import Progress, write_plan


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """How to sync. `day` is the day on which the version was public, where it is known better than by the version.

    `seen_on` is the day that holds where neither tells. `force`: apply a version that would be refused or skipped.
    """

    seen_on: Day
    day: Day | None = None
    dry_run: bool = False
    force: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Synced:
    """What a run did, or under `dry_run` would do."""

    run: Run
    counts: Counts
    notes: Notes
    # The version is the one that was applied last, and was not looked at.
    skipped: bool = False


def sync_source(
    store: Store,
    source: Source,
    origins: Sequence[str],
    options: SyncOptions,
    tell: Progress,
    patience: Patience | None = None,
) -> Iterator[Synced]:
    """Bring the graph to what a source says, version by version, oldest first; each is a run of its own in the ledger.

    Of several versions those that were applied before are passed over. Raises Refused, Busy, UpstreamFailed, BadInput,
    DatabaseUnavailable or what reading a version raises; whatever it is stands in the ledger, as far as the database
    can be reached.
    """
    name = f"sync {source.name}"
    if not options.dry_run:
        store.ask("write/lease_made", name=name)
        lease = Lease(store, f"the sync of {source.name}", name)
        lease.take(patience_seconds=0)
    try:
        with tempfile.TemporaryDirectory(prefix="retinue-fetch-") as folder:
            yield from _sync_source(store, source, origins, options, tell, patience or Patience(), Path(folder))
    finally:
        if not options.dry_run:
            lease.free()


def _sync_source(
    store: Store,
    source: Source,
    origins: Sequence[str],
    options: SyncOptions,
    tell: Progress,
    patience: Patience,
    folder: Path,
) -> Iterator[Synced]:
    run = Run(source.name, source.name, origin="\n".join(origins))
    with _noted(store, run, options):
        fetched = _fetched(store, source, origins, options, tell, patience, folder)
        versions = source.module.versions(fetched.files) if fetched.files else []
    versions = [replace(version, source=source.name) for version in versions]
    if fetched.unchanged:
        yield _unchanged(store, run, options)
    for version in versions:
        applied = store.ask("write/sync_applied", dataset=dataset_of(source, version)) if len(versions) > 1 else []
        if digest_of(version) in applied and not options.force:
            continue
        seen = max((fetched.days[file] for file in version.files if file in fetched.days), default=options.seen_on)
        yield sync_version(store, source, version, replace(options, seen_on=seen), tell, fetched)


def _fetched(
    store: Store,
    source: Source,
    origins: Sequence[str],
    options: SyncOptions,
    tell: Progress,
    patience: Patience,
    folder: Path,
) -> Fetched:
    urls = [each for each in origins if is_url(each)]
    if not urls:
        return Fetched([Path(each) for each in origins])
    if len(urls) < len(origins):
        raise BadInput("URLs and paths cannot be mixed", suggestion="Sync from one and then from the other.")
    tell("fetching", 0, None)
    known = (
        {}
        if options.force
        else {row[0]: Validator(*row[1:]) for row in store.ask("write/upstreams", source=source.name)}
    )
    return fetch(urls, source.module.FILES, folder, known, patience)


def _unchanged(store: Store, run: Run, options: SyncOptions) -> Synced:
    """The upstream says that nothing has changed."""
    run.data_version = store.version
    if not options.dry_run:
        ledger.begin(store, run)
        told = "Nothing has changed since the last run, says the upstream."
        store.ask("write/sync_run_ended", **ledger.ended(run, SyncOutcome.SUCCEEDED, told))
    return Synced(run, Counts(), Notes(), skipped=True)


def dataset_of(source: Source, version: Version) -> str:
    """The dataset that a version is of: the source's name, with its part where it has parts."""
    return f"{source.name}-{version.part}" if version.part else source.name


def sync_version(
    store: Store, source: Source, version: Version, options: SyncOptions, tell: Progress, fetched: Fetched | None = None
) -> Synced:
    """One run on one version, whose source's lease the caller holds."""
    origin = "\n".join((fetched and fetched.validators) or (str(file.resolve()) for file in version.files))
    run = Run(source.name, dataset_of(source, version), origin=origin)
    if not options.dry_run:
        ledger.begin(store, run)
    with _noted(store, run, options):
        return _Sync(store, source, version, options, tell, run, fetched or Fetched()).apply()


@contextmanager
def _noted(store: Store, run: Run, options: SyncOptions) -> Iterator[None]:
    """Note in the ledger how a run failed that did not end by itself."""
    try:
        yield
    except BaseException as error:
        if options.dry_run:
            raise
        outcome = SyncOutcome.REFUSED if isinstance(error, Refused) else SyncOutcome.FAILED
        told = str(error) if isinstance(error, RetinueError | OSError) else f"{type(error).__name__}: {error}"
        try:
            if not run.id:
                ledger.begin(store, run)
            store.ask("write/sync_run_ended", **ledger.ended(run, outcome, told))
        except RetinueError:
            pass  # the next run of the dataset will note that this one broke off
        raise


@dataclass(slots=True)
class _Sync:
    store: Store
    source: Source
    version: Version
    options: SyncOptions
    tell: Progress
    run: Run
    fetched: Fetched
    notes: Notes = field(default_factory=Notes)
    counts: Counts = field(default_factory=Counts)

    def apply(self) -> Synced:
        run, options = self.run, self.options
        run.day = options.day or self.version.day or options.seen_on
        run.digest = digest_of(self.version)
        last_day, last_digest, last_rows = self.store.ask("write/sync_state", name=run.dataset)
        if last_digest == run.digest and last_day is not None and run.day <= last_day and not options.force:
            run.data_version = self.store.version
            if not options.dry_run:
                told = "Nothing has changed since the last run."
                self.store.ask("write/sync_run_ended", **ledger.ended(run, SyncOutcome.SUCCEEDED, told))
            return Synced(run, self.counts, self.notes, skipped=True)
        if last_day is not None:
            refuse_older(run.day, last_day, self.version.name)
        with tempfile.TemporaryDirectory(prefix="retinue-sync-") as folder, Spool(Path(folder)) as spool:
            self._read(spool)
            if not options.force:
                refuse_rows(self.notes, last_rows, self.version, options.limits)
            with writing(self.store, f"the sync of {run.dataset}") as write:
                self._plan_and_write(spool, write)
        return Synced(run, self.counts, self.notes)

    def _read(self, spool: Spool) -> None:
        self.tell("reading", 0, None)
        for number, raw in enumerate(self.source.module.records(self.version, self.notes), start=1):
            spool.add(raw)
            if number % 1_000 == 0:
                self.tell("reading", 1_000, None)
        self.run.read = self.notes.rows

    def _plan_and_write(self, spool: Spool, write: Write) -> None:
        run, options, standing = self.run, self.options, write.version - 1
        moment = Moment(run.day or options.seen_on, ledger.instant())
        reader = VersionReader(
            self.store, spool, self.notes, run.dataset, self.source.module.REGISTER, moment, standing, self.counts
        )
        reader.plan(self.tell, delta=self.version.delta)
        self._count()
        if not options.force:
            refuse_rows(self.notes, None, self.version, options.limits)
            refuse_retiring(self.counts, self.version.name, options.limits)
        if options.dry_run:
            return
        if reader.anything:
            write_plans(write, spool, self.tell)
            write.keep()
        run.data_version = write.version if reader.anything else standing
        write.at_raise("write/sync_noted", name=run.dataset, path=run.origin or "", day=run.day, digest=run.digest,
                       rows=self.notes.rows, version=run.data_version)  # fmt: skip
        write.at_raise("write/sync_run_ended", **ledger.ended(run, SyncOutcome.SUCCEEDED, told(self.notes)))
        rows = [[url, *astuple(each)] for url, each in self.fetched.validators.items()]
        if rows:
            write.at_raise("write/upstreams_noted", source=run.source, rows=rows)

    def _count(self) -> None:
        run, counts = self.run, self.counts
        run.added, run.changed, run.withdrawn = counts.added, counts.changed, counts.retracted
        run.rejects = [str(problem) for problem in self.notes.rejected]
        run.rejected = self.notes.rejected_rows


def write_plans(write: Write, spool: Spool, tell: Progress) -> None:
    """Write the plans of a spool as one version, and work out what follows from them."""
    for plan in spool.plans():
        affected = write_plan(write, plan, tell)
        # A new tie brings all its claims along; the others may be in several plans.
        new = Affected(
            ties=affected.ties & affected.new_ties.keys(), new_ties=affected.new_ties, new_claims=affected.new_claims
        )
        derive(write, new, tell, plan.roles)
        spool.touch("ties", affected.ties - new.ties)
        spool.touch(Label.ENTITY, affected.entities)
        spool.touch(Label.SOURCE, affected.sources)
    for ids in batches(spool.touched("ties"), write.store.batch):
        derive(write, Affected(ties=set(ids)), tell)
    for ids in batches(spool.touched(Label.ENTITY), write.store.batch):
        refresh_spans(write, Affected(entities=set(ids)), tell)
    for ids in batches(spool.touched(Label.SOURCE), write.store.batch):
        refresh_spans(write, Affected(sources=set(ids)), tell)


def told(notes: Notes) -> str | None:
    """What the graph could not hold and what was set aside, in sentences; None where there was neither."""
    sentences = [
        f"No place in the graph for {sum(names.values())} of the kind “{what}”: "
        + ", ".join(f"{name} ({count})" if count > 1 else name for name, count in names.most_common(_NAMED))
        + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
        + "."
        for what, names in sorted(notes.unheld.items())
    ]
    if notes.rejected:
        sentences.append(
            f"{len(notes.rejected)} set aside: {notes.rejected[0]}" + (" …" if notes.rejected[1:] else ".")
        )
    return " ".join(sentences) or None


_NAMED = 20


def digest_of(version: Version) -> str:
    """The digest of a version's files: SHA-256 over their names and contents."""
    total = hashlib.sha256()
    for file in version.files:
        with file.open("rb") as opened:
            total.update(file.name.encode() + b"\0" + hashlib.file_digest(opened, "sha256").digest())
    return total.hexdigest()
