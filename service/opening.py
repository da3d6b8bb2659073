"""Which database a command works with, opened and closed: the embedded one, or a Neo4j of the settings."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.api import BookmarkManager
from neo4j.exceptions import Neo4jError

from schema.errors import DatabaseUnavailable, RetinueError
from service.address import Address
from service.driver_errors import is_no_access
from service.embedded import Embedded
from service.settings import Settings
from service.sync.migrating import migrate, migrate_if_new
from service.sync.store import Store

# How long a database may take to come up: a Neo4j that is started together with this, an engine that is restarted.
PATIENCE_SECONDS = 60.0


class NoAccess(RetinueError):
    """A database that lets nobody in with what the settings say."""

    code = "NO_ACCESS"


@contextmanager
def opened(
    settings: Settings, *, watch: bool = False, writes: bool = True, bookmarks: BookmarkManager | None = None
) -> Iterator[Address]:
    """The address of a database that answers and whose form is up to date.

    `writes`: whether the command may: one that does not is refused a graph of an older form, raising OlderForm.
    `watch`: restart the embedded engine if it dies while this lasts, also where another process had started it.
    `bookmarks` keeps up to where was written. Raises DatabaseUnavailable, NoAccess, EmbeddedInUse or EmbeddedFailed.
    """
    if settings.neo4j_uri:
        address = Address(
            settings.neo4j_uri, settings.neo4j_user, settings.neo4j_password or "", settings.neo4j_database or ""
        )
        _migrate(address, PATIENCE_SECONDS, bookmarks, writes=writes)
        yield address
        return
    engine = Embedded(settings.data, heap=settings.heap, command_timeout_seconds=int(settings.database_timeout) + 15)
    address = engine.open()
    try:
        if watch:
            engine.watch()
        _migrate(address, PATIENCE_SECONDS if watch else 0.0, bookmarks, writes=writes)
        yield address
    finally:
        engine.close()


def _migrate(address: Address, patience: float, bookmarks: BookmarkManager | None, *, writes: bool) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            with Store(address, bookmarks=bookmarks) as store:
                migrate(store) if writes else migrate_if_new(store)
            return
        except DatabaseUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(1.0)
        except Neo4jError as error:
            if is_no_access(error):
                raise NoAccess(
                    f"the database at {address.uri} lets nobody in with these settings: {error.message}",
                    suggestion="Mend RETINUE_NEO4J_USER, RETINUE_NEO4J_PASSWORD or RETINUE_NEO4J_DATABASE.",
                ) from error
            raise
