"""The sources there are: every module of `service.sync.sources`."""

import pkgutil
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import cast

from schema.errors import BadInput
from service.sync import sources
from service.sync.upstream import SourceModule


@dataclass(frozen=True, slots=True)
class SyncSource:
    """A source by its name: that of a module, or one of the settings' own that a module reads."""

    name: str
    module: SourceModule


@cache
def source_modules() -> dict[str, SourceModule]:
    """The modules by the names of their sources."""
    found = (each.name for each in pkgutil.iter_modules(sources.__path__))
    return {
        name.replace("_", "-"): cast(SourceModule, import_module(f"{sources.__name__}.{name}"))
        for name in sorted(found)
    }


def source_module(name: str) -> SourceModule:
    """The module of a name. Raises BadInput with the names that there are."""
    if name not in source_modules():
        raise BadInput(f"there is no source “{name}”", suggestion=f"There are {', '.join(source_modules())}.")
    return source_modules()[name]
