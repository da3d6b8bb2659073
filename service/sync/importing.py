"""Importing files of the claims format: check everything, find out what is new, write it as one version.

    files → raw records → checked records → references resolved → plan → rows → ties derived → version raised

Nothing is written before all of it is known to be right, and nothing is visible before all of it is written.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schema.edtf import Day, day
from service.instants import this_instant
from service.sync.checking import Checked, check
from service.sync.jobs import Job, jobs_of, refuse_moved
from service.sync.planning import Comparison, Moment, Plan, plan_definitions
from service.sync.reading import Problem, Rejected, contents, read, total_digest
from service.sync.references import Known, mentioned, resolve_references
from service.sync.sampling import tell_claims
from service.sync.standing import Standing
from service.sync.statements import plan_statements
from service.sync.store import Store
from service.sync.tally import Tally
from service.sync.versions import Progress, writing
from service.sync.wholes import write_whole


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `day` is the day of this version of the dataset, by default today (UTC)."""

    dataset: str | None = None
    day: Day | None = None
    correct: bool = False
    dry_run: bool = False


@dataclass
class Outcome(Tally):
    """What an import did, or under `dry_run` would do: counts of records, some of them by name, the data version.

    `skipped`: the files are what they were when they were last imported, and were not looked at. `ambiguous`: what is
    to be told of identifiers that join nobody.
    """

    version: int = 0
    datasets: list[str] = field(default_factory=list)
    skipped: bool = False
    ambiguous: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.added or self.changed or self.retracted)


def check_paths(paths: Sequence[Path], store: Store | None = None) -> Checked:
    """Read and check files; ids that they do not define are looked up in the store, if there is one.

    Raises Rejected with every problem, and BadInput for a path that cannot be read.
    """
    checked, _ = _checked([_Read(job) for job in jobs_of(paths)], store, store.version if store else 0)
    return checked


def import_paths(store: Store, paths: Sequence[Path], options: Options, progress: Progress | None = None) -> Outcome:
    """Bring the graph to what the files now say. Raises Rejected, BadInput, Busy or DatabaseUnavailable."""
    tell = progress or (lambda _what, _done, _of: None)
    moment = _moment(options)
    jobs = jobs_of(paths, options.dataset)
    if not options.dataset:
        refuse_moved(store, jobs)
    names = [job.dataset for job in jobs]
    if options.dry_run:
        version = store.version
        return _outcome(_planned([_Read(job) for job in jobs], store, version, moment, tell, dry=True), names, version)
    with writing(store, f"the import of {', '.join(names)}", tell) as write:
        files = [_Read(job) for job in jobs]
        standing = write.version - 1
        # --correct takes back what the graph holds and the files do not, whatever was imported before.
        if not options.correct and all(
            store.ask("write/dataset", name=each.job.dataset)[1] == each.digest for each in files
        ):
            return Outcome(version=standing, datasets=names, skipped=True)
        plan = _planned(files, store, standing, moment, tell)
        if plan.anything:
            write_whole(write, plan, tell)
            write.keep()
        version = write.version if plan.anything else standing
        # Together with the version: a digest noted before would make a rerun skip what is not there.
        for each in files:
            write.at_raise(
                "write/dataset_noted", name=each.job.dataset, path=each.job.origin, digest=each.digest, version=version
            )
    return _outcome(plan, names, version)


class _Read:
    """The files of one dataset, read once, so that what is noted of them and what is imported are the same."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.problems: list[Problem] = []
        self.held = contents(job.files, self.problems)
        self.digest = total_digest((file.name, hashlib.sha256(data).digest()) for file, data in self.held.items())


def _checked(files: Sequence[_Read], store: Store | None, version: int) -> tuple[Checked, Known]:
    problems = [problem for each in files for problem in each.problems]
    dataset_of = {str(file): each.job.dataset for each in files for file in each.held}
    raws = (raw for each in files for raw in read(each.held, problems))
    checked = check(raws, problems, dataset_of, all_or_nothing=True)
    known = Known.of(Standing(store, version), checked, mentioned(checked)) if store else Known()
    resolve_references(checked, known, problems)
    if problems:
        raise Rejected(problems)
    return checked, known


def _planned(
    files: Sequence[_Read], store: Store, version: int, moment: Moment, tell: Progress, *, dry: bool = False
) -> Plan:
    """What is to be written; `dry`: with samples for people, for it will not be."""
    tell("reading", 0, None)
    checked, known = _checked(files, store, version)
    datasets = frozenset(each.job.dataset for each in files)
    plan = Plan()
    comparison = Comparison(store, checked, known, datasets, version, moment)
    plan_definitions(plan, comparison)
    plan_statements(plan, comparison)
    if dry:
        entities = checked.entities
        tell_claims(plan, store, version, lambda ids: {each: entities[each].name for each in ids & entities.keys()})
    return plan


def _moment(options: Options) -> Moment:
    instant = this_instant()
    return Moment(
        day=day(options.day) if options.day else instant[:10],
        instant=instant,
        correct=options.correct,
    )


def _outcome(plan: Plan, datasets: list[str], version: int) -> Outcome:
    outcome = Outcome(version=version, datasets=datasets, ambiguous=plan.ambiguous)
    outcome.add(plan)
    return outcome
