"""What rows written in an earlier form of the graph lack, worked out for them: the parts of migrations in Python.

Only what follows from a row itself is filled in, for rows of every data version: what they say stays as it is. A
backfill can be repeated and interrupted.
"""

from collections.abc import Callable, Iterator
from typing import Any

from schema.identities import Identities
from schema.kinds import TieKind
from schema.plain import plain
from service.sync.deriving import rebuild
from service.sync.planning import NO_IDENTIFIERS
from service.sync.rows import (
    Row,
    claim_record,
    claim_row,
    entity_record,
    entity_row,
    remark_record,
    remark_row,
    source_record,
    source_row,
)
from service.sync.searching import key_names
from service.sync.store import FETCHED, Label, Store
from service.sync.tie_joining import all_judged

# The row of a record as it is written today, from one of an earlier form.
_TODAY: dict[Label, Callable[[Row], Row]] = {
    Label.SOURCE: lambda row: source_row(source_record(row)),
    Label.ENTITY: lambda row: entity_row(entity_record(row)),
    Label.CLAIM: lambda row: claim_row(claim_record(row)),
    Label.REMARK: lambda row: remark_row(remark_record(row)),
}


def fill_columns(store: Store) -> None:
    """The columns by which lists are filtered and ordered."""
    for label, today in _TODAY.items():
        for rows in _every_version(store, label):
            lacking = [row for row in (_columns(row, today(row)) for row in rows) if row["columns"]]
            if lacking:
                store.ask("write/columns_set", choices={"label": label}, rows=lacking)
    for kind in TieKind:
        while found := store.ask("write/states_without_folded_role", choices={"kind": kind}, limit=store.batch):
            folded = [{"tie": tie, "role": role, "folded": plain(role)} for tie, role in found]
            store.ask("write/folded_roles_set", choices={"kind": kind}, rows=folded)


def join_entities(store: Store) -> None:
    """The identifiers of entities, and what follows from them: a graph that has some is derived again."""
    entities, decisions = (store.every_row(label, store.version) for label in (Label.ENTITY, Label.MATCH))
    if any(row["external_ids"] != NO_IDENTIFIERS for row in entities) or any(decisions):
        rebuild(store, lambda _what, _done, _of: None)


def join_ties(store: Store) -> None:
    """Which ties of different data sets are one: a graph that has such ties is derived again."""
    version = store.version
    one = Identities.of_rows(store.ask("write/joined_entities", version=version))
    if all_judged(store, version, one.one).groups:
        rebuild(store, lambda _what, _done, _of: None)


def key_kinds(store: Store) -> None:
    """The keys by which the records of a kind are looked up."""
    while store.ask("write/kind_keys_set", limit=store.batch * FETCHED):
        pass


def _every_version(store: Store, label: Label) -> Iterator[list[Row]]:
    after = ""
    while found := store.ask("write/rows_of_every_version", choices={"label": label}, after=after, limit=store.batch):
        yield [row for _, rows in found for row in rows]
        after = found[-1][0]


def _columns(row: Row, today: Row) -> dict[str, Any]:
    """The columns that a row does not have yet."""
    columns = {name: value for name, value in today.items() if value is not None and name not in row}
    return {"id": row["id"], "since_version": row["since_version"], "columns": columns}


# By the name of the migration that runs it.
BACKFILLS: dict[str, Callable[[Store], None]] = {
    "003_filters": fill_columns,
    "004_search": key_names,
    "007_identities": join_entities,
    "008_joined_ties": join_ties,
    "012_kind_keys": key_kinds,
    "013_territories": key_names,
}
