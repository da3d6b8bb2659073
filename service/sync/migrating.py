"""Migrations: the numbered files of `cypher/migrations`, run at start.

A migration is safe to repeat, to interrupt, and to run in several processes at once: each of its statements can
be repeated, and it is noted when all of them are done. What has to be worked out in Python for rows that were
written in an earlier form stands in `service.sync.backfilling` under the migration's name. What ArcadeDB's Cypher has
no statement for stands beside the file in one of SQL, which ArcadeDB takes in its stead.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neo4j.exceptions import Neo4jError

from cypher import FOLDER, query
from schema.errors import DatabaseUnavailable, RetinueError
from schema.kinds import TieKind
from service.driver_errors import at_once, is_no_access
from service.sync.backfilling import BACKFILLS
from service.sync.reading import listed
from service.sync.store import ATTEMPTS, WRITER, Choices, Store

_SHOWN = 3
_SQL_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


class OlderForm(RetinueError):
    """A graph that a release before this one wrote, and that has not been brought up to date."""

    code = "OLDER_FORM"


def migrate(store: Store) -> list[str]:
    """Bring constraints, indexes and form up to date; gives the migrations done now.

    What the database refuses because another process is at the same is tried again. Raises DatabaseUnavailable.
    """
    now: list[str] = []
    for attempt in range(ATTEMPTS):
        try:
            _migrate(store, now)
            break
        except (Neo4jError, DatabaseUnavailable) as error:
            answered = isinstance(error, Neo4jError) or isinstance(error.__cause__, Neo4jError)
            if attempt == ATTEMPTS - 1 or not answered or is_no_access(error):
                raise
            time.sleep(0.2 * (attempt + 1))
    return now


def migrate_if_new(store: Store) -> None:
    """For who writes nothing: give a database its form where nothing was ever written to it, and change no other.

    Raises OlderForm for a graph that lacks a migration, and DatabaseUnavailable.
    """
    version, done = store.ask("write/migrations_done")
    if not version:
        migrate(store)
    elif missing := [name for name, _, _ in _migrations() if name not in done]:
        raise OlderForm(
            f"the graph is of an older form than this release: it lacks {listed(missing[:_SHOWN])}"
            + (f" and {len(missing) - _SHOWN} more" if missing[_SHOWN:] else ""),
            suggestion="This command writes nothing. Start the service or run `retinue rebuild`: either brings the "
            "graph up to date.",
        )


def _migrate(store: Store, now: list[str]) -> None:
    store.ask("write/meta_deduplicated")
    _constrain_meta(store)
    _, _, done = _merge(store, "write/meta")
    for name, file, choices in _migrations():
        if name in done:
            continue
        in_sql = file.with_suffix(".sql")
        if store.takes_sql and in_sql.is_file():
            for statement in _statements(_SQL_COMMENT.sub("", in_sql.read_text(encoding="utf-8"))):
                store.change_schema_in_sql(statement)
        else:
            for statement in _statements(query(f"migrations/{file.stem}", **choices).text):
                store.change_schema(statement)
        if name in BACKFILLS:
            BACKFILLS[name](store)
        store.ask("write/migration_done", name=name)
        now.append(name)
    # Last, under the constraint that the first migration made.
    _merge(store, "write/lease_made", name=WRITER)


def _migrations() -> Iterator[tuple[str, Path, Choices]]:
    """Every migration by its name, with its file and what it is done for, in order."""
    for file in sorted((FOLDER / "migrations").glob("*.cypher")):
        if "{{kind}}" in file.read_text(encoding="utf-8"):
            yield from ((f"{file.stem}:{kind}", file, {"kind": kind}) for kind in TieKind)
        else:
            yield file.stem, file, {}


def _statements(text: str) -> list[str]:
    return [statement.strip() for statement in text.split(";") if statement.strip()]


def _constrain_meta(store: Store) -> None:
    """Without its constraint two processes could each make the one node that all rests on.

    Neo4j takes a constraint that another process is still making for one that is there.
    """
    for _ in range(100):
        store.change_schema(query("write/meta_constraint").text)
        with store.session() as session:
            found = session.run(query("write/constraints").text).single()
            if found and "meta_name" in found["answer"]:
                return
        time.sleep(0.1)
    raise DatabaseUnavailable("the database does not make its first constraint", suggestion="Try again in a moment.")


def _merge(store: Store, name: str, /, **parameters: Any) -> Any:
    """A MERGE that two processes may run at once: a broken constraint is tried again."""
    for attempt in range(ATTEMPTS):
        try:
            return store.ask(name, **parameters)
        except Neo4jError as error:
            if attempt == ATTEMPTS - 1 or not at_once(error):
                raise
            time.sleep(0.1 * (attempt + 1))
