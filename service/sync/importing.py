"""Importing files of the claims format: check everything, find out what is new, write it as one version.

    files → raw records → checked records → references resolved → plan → rows → ties derived → version raised

Nothing is written before all of it is known to be right, and nothing is visible before all of it is written.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from schema.edtf import Day
from schema.errors import BadInput
from service.sync.checking import Checked, check
from service.sync.deriving import derive, refresh_spans
from service.sync.planning import Moment, Plan, make_plan
from service.sync.reading import Problem, Rejected, files_of, read
from service.sync.references import Known, resolve_references
from service.sync.store import Store
from service.sync.writing import write_plan

Progress = Callable[[str, int, int | None], None]
"""Called with what is being done, how many more are done, and of how many (None: not known)."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. `day` is the day of this version of the dataset, by default today (UTC)."""

    dataset: str | None = None
    day: Day | None = None
    correct: bool = False
    dry_run: bool = False


@dataclass(slots=True)
class Outcome:
    """What an import did, or under `dry_run` would do."""

    added: int = 0
    changed: int = 0
    retracted: int = 0
    unchanged: int = 0
    version: int = 0
    datasets: list[str] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        return bool(self.added or self.changed or self.retracted)


def check_paths(paths: Sequence[Path]) -> Checked:
    """Read and check files without a database. Raises Rejected with every problem."""
    problems: list[Problem] = []
    checked = check(read(files_of(paths), problems), problems)
    checked = resolve_references(checked, Known(), problems)
    if problems:
        raise Rejected(problems)
    return checked


def check_paths_against(store: Store, paths: Sequence[Path]) -> Checked:
    """The same, with ids looked up in the database where the files do not define them."""
    problems: list[Problem] = []
    checked = check(read(files_of(paths), problems), problems)
    checked = resolve_references(checked, Known.of(store, checked, store.version), problems)
    if problems:
        raise Rejected(problems)
    return checked


def import_paths(store: Store, paths: Sequence[Path], options: Options, progress: Progress | None = None) -> Outcome:
    """Bring the graph to what the files now say. Raises Rejected, BadInput, Busy or DatabaseUnavailable."""
    tell = progress or (lambda _what, _done, _of: None)
    jobs = _jobs(paths, options)
    with store.writing(f"the import of {', '.join(name for name, _ in jobs)}") as write:
        _refuse_moved(store, jobs, options)
        digests = {name: _digest(files_of([path])) for name, path in jobs}
        if all(store.ask("write/dataset", name=name)[1] == digests[name] for name, _ in jobs) and not options.correct:
            return Outcome(version=write.version - 1, datasets=[name for name, _ in jobs])
        tell("reading", 0, None)
        problems: list[Problem] = []
        origin: dict[str, str] = {}
        files: dict[str, str] = {}
        for name, path in jobs:
            files.update({str(file): name for file in files_of([path])})
        checked = check(read(map(Path, files), problems), problems)
        known = Known.of(store, checked, write.version - 1)
        checked = resolve_references(checked, known, problems)
        if problems:
            raise Rejected(problems)
        for identity, place in checked.places.items():
            origin[identity] = checked.datasets.get(identity) or files[place.file]
        plan = make_plan(store, checked, origin, [name for name, _ in jobs], write.version - 1, _moment(options))
        outcome = _outcome(plan, [name for name, _ in jobs], write.version - 1)
        if options.dry_run:
            return outcome
        if outcome.anything or plan.quiet:
            affected = write_plan(write, plan, tell)
            derive(write, affected.ties, tell)
            refresh_spans(write, affected, tell)
            outcome.version = write.version
            write.keep()
    # Only now: a digest noted before the version is raised would make a rerun skip what is not there.
    for name, path in jobs:
        store.ask(
            "write/dataset_noted", name=name, path=str(path.resolve()), digest=digests[name], version=outcome.version
        )
    return outcome


def _moment(options: Options) -> Moment:
    now = datetime.now(UTC)
    return Moment(
        day=options.day or now.date().isoformat(),
        instant=now.replace(microsecond=0).isoformat().replace("+00:00", "Z"),
        correct=options.correct,
    )


def _jobs(paths: Sequence[Path], options: Options) -> list[tuple[str, Path]]:
    if not paths:
        raise BadInput("name at least one file or folder to import")
    if options.day:
        date.fromisoformat(options.day)
    named = [(options.dataset or dataset_name(path), path) for path in paths]
    if options.dataset and not re.fullmatch(r"[a-z0-9]+(?:-+[a-z0-9]+)*", options.dataset):
        raise BadInput(f"“{options.dataset}” is no name for a dataset: lower-case letters, digits and hyphens")
    return named


def dataset_name(path: Path) -> str:
    """The name of a file or folder as a slug."""
    name = path.resolve().name
    stem = name if path.is_dir() else name.rsplit(".", 1)[0]
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    if not slug:
        raise BadInput(f"{path} gives no name for a dataset: say --dataset NAME")
    return slug


def _refuse_moved(store: Store, jobs: list[tuple[str, Path]], options: Options) -> None:
    if options.dataset:
        return
    for name, path in jobs:
        known_path, _ = store.ask("write/dataset", name=name)
        if known_path and known_path != str(path.resolve()):
            raise BadInput(
                f"the dataset “{name}” is known from {known_path}, not from {path.resolve()}",
                suggestion=f"Say --dataset {name} if this is its next version, or another name if it is another dataset.",
            )


def _digest(files: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _outcome(plan: Plan, datasets: list[str], version: int) -> Outcome:
    return Outcome(
        added=plan.added,
        changed=plan.changed,
        retracted=plan.retracted,
        unchanged=plan.unchanged,
        version=version,
        datasets=datasets,
        samples=plan.samples,
    )
