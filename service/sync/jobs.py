"""What an import is asked to do: datasets, each with the paths and files that make it up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schema.errors import BadInput
from service.sync.field_values import SLUG, as_slug
from service.sync.reading import files_of
from service.sync.store import Store


@dataclass(frozen=True, slots=True)
class Job:
    """One dataset, where it comes from and its files."""

    dataset: str
    paths: tuple[Path, ...]
    files: tuple[Path, ...]

    @property
    def origin(self) -> str:
        """By what the dataset is known again: its whole paths, a line each."""
        return "\n".join(sorted({str(path.resolve()) for path in self.paths}))


def jobs_of(paths: Sequence[Path], dataset: str | None = None) -> list[Job]:
    """The datasets that paths stand for: one for each path, or all under one name. Raises BadInput."""
    if not paths:
        raise BadInput("name at least one file or folder")
    if dataset is not None and not SLUG.fullmatch(dataset):
        raise BadInput(f"“{dataset}” is no name for a dataset: lower-case letters, digits and hyphens")
    by_name: dict[str, dict[Path, Path]] = defaultdict(dict)
    for path in paths:
        by_name[dataset or dataset_name(path)].setdefault(path.resolve(), path)
    jobs: list[Job] = []
    owner: dict[Path, str] = {}
    for name, found in by_name.items():
        if len(found) > 1 and dataset is None:
            raise BadInput(
                f"{' and '.join(map(str, found.values()))} would both be the dataset “{name}”",
                suggestion="Say --dataset NAME to make them one dataset, or import one after the other.",
            )
        job = Job(name, tuple(found.values()), tuple(files_of(found.values())))
        for file in job.files:
            other = owner.setdefault(file.resolve(), name)
            if other != name:
                raise BadInput(f"{file} would be of two datasets, “{other}” and “{name}”: name it once")
        jobs.append(job)
    return jobs


def dataset_name(path: Path) -> str:
    """The name of a file or folder as a slug."""
    whole = path.resolve()
    stem = whole.name if path.is_dir() else whole.stem
    slug = as_slug(stem)
    if not slug:
        raise BadInput(f"{path} gives no name for a dataset: say --dataset NAME")
    return slug


def refuse_moved(store: Store, jobs: Sequence[Job]) -> None:
    """Raise BadInput for a dataset that is known from another path: two datasets may just share a name."""
    for job in jobs:
        origin, _ = store.ask("write/dataset", name=job.dataset)
        if origin and origin != job.origin:
            raise BadInput(
                f"the dataset “{job.dataset}” is known from {_shown(origin)}, not from {_shown(job.origin)}",
                suggestion=f"Say --dataset {job.dataset} if this is its next version, "
                "or another name if it is another dataset.",
            )


def _shown(origin: str) -> str:
    return " and ".join(origin.split("\n"))
