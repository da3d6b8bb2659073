"""The jobs of the settings: which sources the service keeps the graph in step with, from where and when.

A file of TOML, a table a source:

    [kazakhstan-cabinet]
    from = "https://example.org/kazakhstan/"
    schedule = "15 4 * * *"

`from` is a URL or a list of them, or a path or a list of them (a path is read from the file's own folder on),
`schedule` five fields as cron has them (UTC), without which the job is run by hand only, and `module` the source's
module where the table's name is another: any number of Popolo files can be kept, each under its own name. From how much
on a version is refused can be said for each source: `most_gone`, `most_rejected`, `most_growth`, `most_megabytes`.
"""

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schema.errors import BadInput
from schema.scope import ScheduledSource
from service.sync.fetching import Patience
from service.sync.field_values import SLUG
from service.sync.reading import shown
from service.sync.refusing import Limits
from service.sync.source_modules import SyncSource, source_module, source_modules
from service.sync.upstream import is_url

# What each limit may be, and what is said of one that is not.
_LIMITS = {
    "most_gone": (0, 1, "a share from 0 to 1, such as 0.5"),
    "most_rejected": (0, 1, "a share from 0 to 1, such as 0.2"),
    "most_growth": (1, math.inf, "how many times as many rows, 1 or more, such as 10"),
    "most_megabytes": (1, 1_000_000, "whole megabytes from 1 to 1000000, such as 1024"),
}
_FIELDS = ("from", "schedule", "module", "title", *_LIMITS)
_MEGABYTE = 1024 * 1024
_CRON = re.compile(r"\S+( \S+){4}")


@dataclass(frozen=True, slots=True)
class SyncJob:
    """One source of the settings."""

    source: SyncSource
    origins: tuple[str, ...]
    schedule: str | None = None
    title: str = ""
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)


def sync_jobs(file: Path | None) -> dict[str, SyncJob]:
    """The jobs of a file by name; none where there is no file. Raises BadInput with the place of what is wrong."""
    if file is None:
        return {}
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"RETINUE_SYNC: {file} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"RETINUE_SYNC: {file} is broken TOML: {error}") from None
    return {name: _job(name, table, file) for name, table in found.items()}


def scheduled_sources(jobs: Mapping[str, SyncJob]) -> tuple[ScheduledSource, ...]:
    """What the API tells of sources, by name: the jobs, and the sources that can be synced by hand."""
    found = {name: ScheduledSource(name, module.TITLE) for name, module in source_modules().items()}
    found |= {name: ScheduledSource(name, job.title, job.schedule) for name, job in jobs.items()}
    return tuple(found[name] for name in sorted(found))


def _job(name: str, table: Any, file: Path) -> SyncJob:
    place = f"{file}: {name}"
    if not SLUG.fullmatch(name) or not isinstance(table, dict):
        raise BadInput(f"{place}: expected a table named by lower-case letters, digits and hyphens")
    if unknown := [each for each in table if each not in _FIELDS]:
        raise BadInput(f"{place}: {unknown[0]} is unknown; expected {', '.join(_FIELDS)}")
    origins = table.get("from")
    origins = [origins] if isinstance(origins, str) else origins
    if not isinstance(origins, list) or not origins or not all(isinstance(each, str) and each for each in origins):
        raise BadInput(f"{place}: from: expected a URL or a path, or a list of them")
    if len(set(map(is_url, origins))) > 1:
        raise BadInput(f"{place}: from: URLs and paths cannot be mixed", suggestion="Make two sources of them.")
    schedule = _schedule(table["schedule"], place) if "schedule" in table else None
    if not isinstance(table.get("module", name), str):
        raise BadInput(f"{place}: module: expected a name, found {shown(table['module'])}")
    try:
        module = source_module(table.get("module", name))
    except BadInput as error:
        remedy = f"{error.suggestion} Name the one that reads it: module = …"
        raise BadInput(f"{place}: module: {error}", suggestion=remedy) from None
    said = {each: _limit(table[each], each, place) for each in _LIMITS if each in table}
    limits = {each.removeprefix("most_"): value for each, value in said.items() if each != "most_megabytes"}
    size = int(said["most_megabytes"] * _MEGABYTE) if "most_megabytes" in said else Patience().size
    return SyncJob(
        SyncSource(name, module),
        tuple(each if is_url(each) else str(file.parent / each) for each in origins),
        schedule,
        str(table.get("title") or module.TITLE),
        Limits(**limits),
        Patience(size=size),
    )


def _schedule(value: Any, place: str) -> str:
    if not (isinstance(value, str) and _CRON.fullmatch(value.strip())):
        raise BadInput(f"{place}: schedule: expected five fields as cron has them, such as “15 4 * * *”")
    # Loaded where there is a schedule.
    from service.cron import trigger

    try:
        trigger(value.strip())
    except BadInput as error:
        remedy = "Mend the five fields: “15 4 * * *” is 04:15 every day."
        raise BadInput(f"{place}: {error}", suggestion=remedy) from None
    return value.strip()


def _limit(value: Any, name: str, place: str) -> float:
    least, most, expected = _LIMITS[name]
    whole = name == "most_megabytes"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float) or not least <= value <= most:
        raise BadInput(f"{place}: {name}: expected {expected}, found {shown(value)}")
    return float(value)
