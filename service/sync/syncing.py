"""Syncs: which versions of a source are applied, each by a run that the ledger tells of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from schema.errors import BadInput, RetinueError
from schema.vocabulary import SyncOutcome
from service.instants import in_seconds, today
from service.sync.applying import Applying, SyncOptions
from service.sync.failing import as_ours, in_words
from service.sync.fetching import Fetched, Patience, UpstreamFailed, Validator, fetch
from service.sync.ledger import Ledger, Run
from service.sync.passing_over import DatedDigest, digest_of, passed_over
from service.sync.reading_versions import Counts
from service.sync.refusing import refuse_future, refuse_large, refuse_older
from service.sync.scratch import scratch
from service.sync.source_modules import SyncSource
from service.sync.store import Store
from service.sync.upstream import Notes, Refused, Version, is_url
from service.sync.versions import Lease, Progress

# For how many seconds an upstream is left alone at most, whatever it asks for: a day.
MOST_ALONE = 86_400.0


@dataclass(slots=True)
class Synced:
    """What a run did, or under `dry_run` would do."""

    run: Run
    counts: Counts
    notes: Notes
    # The version is the one that was applied last, and was not looked at.
    skipped: bool = False
    # Rows were set aside that may be right the next time.
    unsettled: bool = False
    # So many later versions a dry run did not look at: each is compared with what the one before it leaves.
    later: int = 0


def sync_source(
    store: Store,
    source: SyncSource,
    origins: Sequence[str],
    options: SyncOptions,
    tell: Progress,
    patience: Patience | None = None,
) -> Iterator[Synced]:
    """Bring the graph to what a source says, version by version, oldest first; each is a run of its own in the ledger.

    Of several versions those up to the last one that was applied are passed over. Raises Refused, Busy,
    UpstreamFailed, BadInput, DatabaseUnavailable or what reading a version raises; whatever it is stands in the
    ledger, as far as the database can be reached.
    """
    turn: AbstractContextManager[Lease | None] = nullcontext() if options.dry_run else _turn(store, source)
    with turn as lease:
        syncing = _Syncing(store, source, options, tell, lease, patience or Patience())
        yield from syncing.from_origins(origins)


def _firsts(runs: Iterable[tuple[Version, Run]]) -> list[tuple[Version, Run]]:
    """The first version of each dataset, with its run."""
    found: dict[str, tuple[Version, Run]] = {}
    for version, run in runs:
        found.setdefault(run.dataset, (version, run))
    return list(found.values())


@contextmanager
def _turn(store: Store, source: SyncSource) -> Iterator[Lease]:
    """The only run of a source, over processes and hosts. Raises Busy where another one is under way."""
    name = f"sync {source.name}"
    store.ask("write/lease_made", name=name)
    lease = Lease(store, f"the sync of {source.name}", name)
    lease.take(patience_seconds=0)
    try:
        yield lease
    finally:
        lease.free()


@dataclass(slots=True)
class _Syncing:
    """Syncs of one source. `turn` is None where none is needed: a dry run writes nothing."""

    store: Store
    source: SyncSource
    options: SyncOptions
    tell: Progress
    turn: Lease | None
    patience: Patience
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.store, kept=not self.options.dry_run)

    def from_origins(self, origins: Sequence[str]) -> Iterator[Synced]:
        with ExitStack() as kept:
            yield from self._from_origins(origins, kept)

    def _from_origins(self, origins: Sequence[str], kept: ExitStack) -> Iterator[Synced]:
        run = Run(self.source.name, self.source.name, origin="\n".join(origins))
        with self._noted(run):
            fetched = self._fetched(origins, kept.enter_context(scratch()))
            versions = self.source.module.versions(fetched.files) if fetched.files else []
            runs = list(self._runs(versions, fetched))
        if fetched.unchanged:
            yield self._unchanged(run, Counts(), Notes(), "Nothing has changed since the last run, says the upstream.")
        elif not runs:
            self._unchanged(run, Counts(), Notes(), "Nothing new: no version is newer than the last one applied.")
        many = Counter(run.dataset for _, run in runs)
        if self.options.dry_run:
            runs = _firsts(runs)
        settled = True
        for version, run in runs:
            with self._noted(run):
                self.ledger.begin(run)
                synced = self._apply(replace(version, source=self.source.name), run, fetched)
            if self.options.dry_run:
                synced.later = many[run.dataset] - 1
            settled = settled and not synced.unsettled
            yield synced
        # Of what was passed over, too. What was refused or broke off is asked for again.
        if fetched.urls and settled and not self.options.dry_run:
            rows = fetched.noted(fetched.files)
            self.store.ask("write/upstreams_noted", source=self.source.name, urls=fetched.asked, rows=rows)

    def _runs(self, versions: Sequence[Version], fetched: Fetched) -> Iterator[tuple[Version, Run]]:
        """The versions that are not passed over, each with its run."""
        runs = [(version, self._run(version, fetched)) for version in versions]
        told: dict[str, list[DatedDigest]] = {}
        for version, run in runs:
            run.digest = digest_of(version)
            told.setdefault(run.dataset, []).append(
                DatedDigest(run.digest, self.options.day or version.day, version.delta)
            )
        many = len(versions) > 1
        passed = {dataset: passed_over(self.store, dataset, each) if many else 0 for dataset, each in told.items()}
        if self.options.force:
            # The last one is applied again; those before it are older.
            passed = {dataset: min(number, len(told[dataset]) - 1) for dataset, number in passed.items()}
        for version, run in runs:
            passed[run.dataset] -= 1
            if passed[run.dataset] < 0:
                yield version, run

    def _fetched(self, origins: Sequence[str], folder: Path) -> Fetched:
        urls = [each for each in origins if is_url(each)]
        if not urls:
            paths = [Path(each) for each in origins]
            if missing := [path for path in paths if not path.exists()]:
                raise BadInput(f"{missing[0]} does not exist", suggestion="Mend the path, here or in the settings.")
            return Fetched(paths)
        if len(urls) < len(origins):
            raise BadInput("URLs and paths cannot be mixed", suggestion="Sync from one and then from the other.")
        self.tell("fetching", 0, None)
        rows = [] if self.options.force else self.store.ask("write/upstreams", source=self.source.name)
        known = {url: Validator(etag, last_modified) for url, etag, last_modified in rows}
        return fetch(urls, self.source.module.FILES, folder, known, self.patience)

    def _run(self, version: Version, fetched: Fetched) -> Run:
        name, options = self.source.name, self.options
        # Each part is a dataset of its own.
        run = Run(name, f"{name}-{version.part}" if version.part else name)
        run.origin = "\n".join(fetched.urls.get(file) or str(file.resolve()) for file in version.files)
        seen = max((fetched.days[file] for file in version.files if file in fetched.days), default=options.seen_on)
        run.day = options.day or version.day or seen
        return run

    @contextmanager
    def _noted(self, run: Run) -> Iterator[None]:
        """Note in the ledger how a run failed that did not end by itself."""
        try:
            yield
        except BaseException as raised:
            error = as_ours(raised)
            outcome = SyncOutcome.REFUSED if isinstance(error, Refused) else SyncOutcome.FAILED
            if isinstance(error, UpstreamFailed) and error.alone_for:
                run.not_before = in_seconds(min(error.alone_for, MOST_ALONE))
            # Where the database is gone, the next run of the source will note that this one broke off.
            with suppress(RetinueError):
                self.ledger.end(run, outcome, in_words(error))
            if error is raised:
                raise
            raise error from raised

    def _unchanged(self, run: Run, counts: Counts, notes: Notes, message: str) -> Synced:
        run.data_version = self.store.version
        self.ledger.end(run, SyncOutcome.SUCCEEDED, message)
        return Synced(run, counts, notes, skipped=True)

    def _apply(self, version: Version, run: Run, fetched: Fetched) -> Synced:
        """One run on one version."""
        last_day, last_digest, last_rows, unsettled = self.store.ask("write/sync_state", name=run.dataset)
        day = run.day or self.options.seen_on
        work = Applying(self.store, self.source, self.options, self.tell, self.turn, version, run, day, fetched)
        same = last_digest == run.digest and last_day is not None and day <= last_day
        if same and not unsettled and not self.options.force:
            return self._unchanged(run, work.counts, work.notes, "Nothing has changed since the last run.")
        refuse_older(day, last_day, version.name)
        # Earlier releases believed in days to come, and stand at them.
        refuse_future(day, max(today(), self.options.seen_on, last_day or ""), version.name)
        if not self.options.force:
            refuse_large(version.files, self.patience.size)
        work.apply(last_rows)
        return Synced(run, work.counts, work.notes, unsettled=work.unsettled)
