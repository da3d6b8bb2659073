"""Files or folders in the claims format: collections that are kept elsewhere, under whatever name the settings give.

Their records have ids and days of their own: nothing is added to them. All files together are one version.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import orjson

from service.sync.reading import Problem, Raw, contents, files_of, read
from service.sync.upstream import Notes, Refused, Version

TITLE = "Files in the claims format"
REGISTER = False
FILES = ("claims.jsonl",)


def versions(paths: Sequence[Path]) -> list[Version]:
    """One version. Raises BadInput for a path that holds no file of the format."""
    name = paths[0].name if len(paths) == 1 else f"{paths[0].name} and {len(paths) - 1} more"
    return [Version(tuple(files_of(paths)), name)]


def records(version: Version, notes: Notes) -> Iterator[Raw]:
    """The records as they stand. A file that is broken as a whole is refused, a record that is broken set aside."""
    problems: list[Problem] = []
    held = contents(version.files, problems)
    for raw in read(held, problems):
        notes.count(raw.place.file)
        try:
            # As the sync keeps it until it has read all.
            orjson.dumps(raw.fields)
        except TypeError as error:
            notes.reject(raw.place, f"holds what cannot be kept: {error}")
            continue
        yield raw
    for problem in problems:
        if problem.whole:
            raise Refused(str(problem), suggestion="Mend the file; nothing was written.")
        notes.count(problem.place.file)
        notes.set_aside([problem])
