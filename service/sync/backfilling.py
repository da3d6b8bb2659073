"""What rows written in an earlier form of the graph lack, worked out for them: the parts of migrations in Python.

Only what follows from a row itself is filled in, for rows of every data version: what they say stays as it is. A
backfill can be repeated and interrupted, and finds by itself what is still to be done.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from service.sync.searching import key_names

if TYPE_CHECKING:
    from service.sync.store import Store

# By the name of the migration that runs it.
BACKFILLS: dict[str, Callable[["Store"], None]] = {
    "004_search": key_names,
}
