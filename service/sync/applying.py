"""One version of a source becomes knowledge: read, compared with the graph, refused or written.

    version → records on disk → plans → refused or not → written → ties derived → version raised

Nothing is written before all of the version has been compared with the graph, and nothing is visible before all is
written: the entry in the ledger, what is noted of the dataset and the data version change in one transaction.
"""

from dataclasses import dataclass, field, replace

from schema.edtf import Day
from schema.vocabulary import SyncOutcome
from service.sync.fetching import Fetched
from service.sync.identities import told as identified_twice
from service.sync.keeping import KeptInGraph
from service.sync.ledger import Run, ended, instant
from service.sync.planning import Moment
from service.sync.reading_versions import Counts, VersionReader
from service.sync.refusing import Limits, refuse_older, refuse_retiring, refuse_rows
from service.sync.scratch import scratch
from service.sync.source_modules import SyncSource
from service.sync.spool import Spool
from service.sync.standing import Standing
from service.sync.store import Store, batches
from service.sync.upstream import MOST_REJECTED, Notes, Version
from service.sync.versions import Lease, Progress, Write, writing
from service.sync.wholes import write_spooled

_NAMED = 20
# Of how many records the progress is told.
_AT_ONCE = 1_000


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
class Applying:
    """One version being read, compared and written."""

    store: Store
    source: SyncSource
    options: SyncOptions
    tell: Progress
    # None where none is needed: a dry run writes nothing.
    turn: Lease | None
    version: Version
    run: Run
    day: Day
    fetched: Fetched
    notes: Notes = field(default_factory=Notes)
    counts: Counts = field(default_factory=Counts)

    def apply(self, last_rows: int | None) -> None:
        """`last_rows`: how many rows the last version had."""
        options = self.options
        with scratch() as folder, Spool(folder) as spool:
            self._read(spool)
            if not options.force:
                refuse_rows(self.notes, last_rows, self.version, options.limits)
            if options.dry_run:
                self._planned(spool, self.store.version).tell_samples()
                self.run.message = told(self.notes)
                return
            with writing(self.store, f"the sync of {self.run.dataset}", self.tell) as write:
                self._refuse_overtaken()
                self._write(spool, write, last_rows, anything=self._planned(spool, write.version - 1).anything)

    @property
    def unsettled(self) -> bool:
        """Whether rows were set aside that may be right the next time, unchanged: what they refer to may come."""
        # A register's rows refer to nothing but what it defines itself.
        return bool(self.notes.rejected_rows) and not self.source.module.REGISTER

    def _read(self, spool: Spool) -> None:
        self.tell("reading", 0, None)
        kept = KeptInGraph(Standing(self.store, self.store.version), self.run.dataset)
        version = replace(self.version, kept=kept, forced=self.options.force)
        for raws in batches(self.source.module.records(version, self.notes), _AT_ONCE):
            spool.add(raws)
            self.tell("reading", len(raws), None)
        self.run.read, self.run.delta = self.notes.rows, self.version.delta
        # Whoever looks why it was refused finds the rows.
        self._count()

    def _refuse_overtaken(self) -> None:
        """Raise Busy or Refused where this run was taken for dead while it read, and another one went on.

        From here on nobody else writes: what is found now holds until the version is raised.
        """
        if self.turn:
            self.turn.transact(lambda _: None)
        last_day, *_ = self.store.ask("write/sync_state", name=self.run.dataset)
        refuse_older(self.day, last_day, self.version.name)

    def _planned(self, spool: Spool, standing: int) -> VersionReader:
        """The version compared with the graph at a data version, and not refused."""
        options, moment = self.options, Moment(self.day, instant())
        register = self.source.module.REGISTER
        graph = Standing(self.store, standing)
        reader = VersionReader(graph, spool, self.notes, self.run.dataset, register, moment, self.counts)
        reader.plan(self.tell, delta=self.version.delta)
        self._count()
        if not options.force:
            refuse_rows(self.notes, None, self.version, options.limits)
            refuse_retiring(self.counts, self.version.name, options.limits)
        return reader

    def _write(self, spool: Spool, write: Write, last_rows: int | None, *, anything: bool) -> None:
        run = self.run
        if anything:
            rejoined = write_spooled(write, spool, {run.dataset: run.source}, self.tell)
            self.notes.ambiguous |= rejoined.ambiguous
            write.keep()
        run.data_version = write.version if anything else write.version - 1
        # The rows of a delta say nothing of how many a whole version has.
        rows = last_rows if self.version.delta else self.notes.rows
        write.at_raise("write/sync_noted", name=run.dataset, path=run.origin or "", day=self.day, digest=run.digest,
                       rows=rows, version=run.data_version, source=run.source, unsettled=self.unsettled)  # fmt: skip
        write.at_raise("write/sync_run_ended", **ended(run, SyncOutcome.SUCCEEDED, told(self.notes)))
        # What other addresses said last, or the same one before a file from a path, is no longer what stands.
        known = Fetched() if self.unsettled else self.fetched
        upstreams = known.noted(self.version.files)
        write.at_raise("write/upstreams_noted", source=run.source, urls=known.asked, rows=upstreams)

    def _count(self) -> None:
        run, counts = self.run, self.counts
        run.added, run.changed, run.withdrawn = counts.added, counts.changed, counts.retracted
        run.rejects = [str(problem) for problem in self.notes.rejected]
        run.rejected = self.notes.rejected_rows
        run.unread = self.notes.unread[:MOST_REJECTED]


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
            f"{notes.rejected_rows} set aside: {notes.rejected[0]}" + (" …" if notes.rejected[1:] else ".")
        )
    sentences += [identified_twice(*each) for each in sorted(notes.ambiguous.items())[:_NAMED]]
    if len(notes.ambiguous) > _NAMED:
        sentences.append(f"So do {len(notes.ambiguous) - _NAMED} more identifiers.")
    return " ".join(sentences) or None
