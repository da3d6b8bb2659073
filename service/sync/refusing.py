"""What is refused before anything is written: versions that would do more harm than an upstream may.

An upstream that is cut off, empty or broken looks like one that takes back most of what it said. Rather than retire
that, a sync stops and asks a person, who may say `--force`. How much is too much can be set for each source.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from schema.edtf import Day
from service.instants import yet_to_come
from service.sync.reading import Problem
from service.sync.reading_versions import Counts
from service.sync.upstream import Notes, Refused, Version

# Shares of fewer than so many say nothing.
FEWEST = 20

_FORCE = "Look at the upstream. If it is right, run the sync again with --force."
_SETTING = " {} in the source's table of the settings says how much may be."


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares from 0 to 1: of what a dataset said that may be gone, of rows that may be set aside; and a factor.

    `growth` is by how much more rows a version may have than the last one.
    """

    gone: float = 0.5
    rejected: float = 0.2
    growth: float = 10.0


def refuse_older(day: Day, last: Day | None, name: str) -> None:
    """Raise Refused for a version that was public before the last one that was applied, if any was."""
    if last and day < last:
        raise Refused(
            f"{name} is of {day}, and a version of {last} has been applied already",
            suggestion="Versions are applied in order. If its day is wrong, say the right one with --day.",
        )


def refuse_future(day: Day, today: Day, name: str) -> None:
    """Raise Refused for a version of a day that is yet to come: no right one could be applied after it."""
    if yet_to_come(day, today):
        raise Refused(
            f"{name} is of {day}, which is yet to come; expected a day up to {today}",
            suggestion="Say on which day it was public with --day.",
        )


def refuse_large(files: Iterable[Path], size: int) -> None:
    """Raise Refused for a file of more than so many bytes; what was fetched has been looked at on its way."""
    for file in files:
        if (found := file.stat().st_size) > size:
            raise Refused(
                f"{file} has {found:,} bytes; expected at most {size:,}",
                suggestion=_FORCE + _SETTING.format("most_megabytes"),
            )


def refuse_rows(notes: Notes, last: int | None, version: Version, limits: Limits) -> None:
    """Raise Refused for a version with too few, too many or too many bad rows. `last`: rows of the last version."""
    if version.delta:
        return
    if notes.rows == 0:
        raise Refused(f"{version.name} has no rows; expected at least one", suggestion=_FORCE)
    if last and last >= FEWEST and notes.rows > limits.growth * last:
        raise Refused(
            f"{version.name} has {notes.rows:,} rows, and the last version had {last:,}; "
            f"expected at most {limits.growth:g} times as many",
            suggestion=_FORCE + _SETTING.format("most_growth"),
        )
    _refuse_bad(version.name, notes.rows, notes.rejected_rows, next(iter(notes.rejected), None), limits)
    # All rows of a small table are few among those of the others.
    for file, rows in notes.rows_of.items():
        bad, first = notes.rejected_of(file)
        _refuse_bad(f"{file} in {version.name}", rows, bad, first, limits)


def _refuse_bad(name: str, rows: int, bad: int, first: Problem | None, limits: Limits) -> None:
    if rows >= FEWEST and bad > limits.rejected * rows:
        raise Refused(
            f"{bad:,} of the {rows:,} rows of {name} cannot be used; expected at most "
            f"{100 * limits.rejected:g}%. The first: {first}",
            suggestion=_FORCE + _SETTING.format("most_rejected"),
        )


def refuse_retiring(counts: Counts, name: str, limits: Limits) -> None:
    """Raise Refused for a version that would take back too much of what the dataset said before."""
    for what, before, gone in (
        ("claims and remarks", counts.statements, counts.statements_gone),
        ("entities", counts.entities, counts.entities_gone),
    ):
        if before >= FEWEST and gone > limits.gone * before:
            raise Refused(
                f"{name} would take back {gone:,} of {before:,} {what}; expected at most {100 * limits.gone:g}%",
                suggestion=_FORCE + _SETTING.format("most_gone"),
            )
    for what, had, lost in counts.columns.shares():
        if had >= FEWEST and lost > limits.gone * had:
            raise Refused(
                f"{name} would leave {lost:,} of {had:,} entities without {what}; expected at most "
                f"{100 * limits.gone:g}%. Has a column been emptied, or does something else stand in it?",
                suggestion=_FORCE + _SETTING.format("most_gone"),
            )
