"""The keys of entities' names, by which search finds them, on the nodes that have no versions.

A node keeps the keys of every name that its entity has had in any version: they tell where to look, and the names of
the version that is read tell what is found. So old versions answer as they did, and a record that is written again for
another reason than its names adds nothing to the index. What an import adds to nodes that were there before it adds
when the version is raised: a write that is interrupted leaves nothing to be cleared.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schema.search_keys import entity_keys
from service.sync.store import Store, batches


def keys_of(row: Mapping[str, Any]) -> str:
    """The keys of an entity's row, or those that its node is made with."""
    if "search_keys" in row:
        return str(row["search_keys"])
    return _keys(row["id"], row["kind"], row["names"], row.get("external_ids"))


def _keys(identity: str, kind: str, names: str, external_ids: str | None) -> str:
    return entity_keys(identity, kind, [name["text"] for name in json.loads(names)], json.loads(external_ids or "[]"))


def widened(store: Store, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """What must be set so that the nodes of these entities have the keys of their rows beside those that they have."""
    found: list[dict[str, str]] = []
    for some in batches(rows, store.batch):
        there: dict[str, str | None] = dict(store.ask("write/search_keys", ids=[row["id"] for row in some]))
        for row in some:
            if row["id"] in there:
                before = set((there[row["id"]] or "").split())
                if not before.issuperset(after := keys_of(row).split()):
                    found.append({"id": row["id"], "search_keys": " ".join(sorted(before.union(after)))})
    return found


def key_names(store: Store, put: Callable[[list[dict[str, str]]], object] | None = None) -> None:
    """Give the nodes of entities the keys of all names that they have had, where they lack some.

    `put` writes rows for `write/search_keys_set`; without it that is done in a transaction of its own.
    """
    put = put or (lambda rows: store.ask("write/search_keys_set", rows=rows))
    after = ""
    while rows := store.ask("write/names_of_entities", after=after, limit=store.batch):
        after = rows[-1][0]
        wanted = []
        for identity, held in rows:
            keys = {key for each in held for key in _keys(identity, *each).split()}
            wanted.append({"id": identity, "search_keys": " ".join(sorted(keys))})
        if wider := widened(store, wanted):
            put(wider)
