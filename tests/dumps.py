"""Whole graphs as plain values, to compare what a test left with what it should have left.

`everything` is all that the database holds, rows of every version; `standing` what a data version shows. Both are
maps from the kind of thing to a sorted list of JSON texts, so that a difference reads well.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import neo4j

from schema.kinds import TieKind
from service.address import Address
from service.sync.store import OF_VERSIONS, Label

Dump = dict[str, list[str]]

# When and by which version something was written down differs between two runs that are otherwise alike.
INSTANTS = ("recorded_at", "withdrawn_at")


def everything(address: Address, *, aside: Collection[str] = INSTANTS) -> Dump:
    """All nodes and relationships but for the lease; `aside` names properties to leave out."""
    with session_on(address) as session:
        nodes = session.run("MATCH (n) WHERE NOT n:Lease RETURN collect([labels(n), properties(n)]) AS found").single(
            strict=True
        )["found"]
        ties = session.run("MATCH (a)-[r]->(b) RETURN collect([type(r), a.id, b.id, properties(r)]) AS found").single(
            strict=True
        )["found"]
    dump: Dump = {}
    for labels, properties in nodes:
        _add(dump, " ".join(sorted(labels)), properties, aside)
    for kind, start, end, properties in ties:
        _add(dump, kind, {"(a)": start, "(b)": end, **properties}, aside)
    return {name: sorted(found) for name, found in sorted(dump.items())}


def standing(address: Address, version: int | None = None, *, aside: Collection[str] = INSTANTS) -> Dump:
    """The rows and the states of ties that stand in a data version, the present one unless said."""
    with session_on(address) as session:
        if version is None:
            version = session.run("MATCH (m:Meta {name: 'graph'}) RETURN m.version AS v").single(strict=True)["v"]
        dump: Dump = {}
        stands = "x.since_version <= $version AND $version < x.until_version"
        for label in Label:
            text = f"MATCH (x:{label}) WHERE {stands} RETURN collect(properties(x)) AS found"
            for row in session.run(text, version=version).single(strict=True)["found"]:
                _add(dump, label.name, row, (*aside, *OF_VERSIONS))
        for kind in TieKind:
            text = f"MATCH (a)-[x:{kind}]->(b) WHERE {stands} RETURN collect([a.id, b.id, properties(x)]) AS found"
            for start, end, row in session.run(text, version=version).single(strict=True)["found"]:
                _add(dump, kind, {"(a)": start, "(b)": end, **row}, (*aside, *OF_VERSIONS))
    return {name: sorted(found) for name, found in sorted(dump.items())}


@contextmanager
def session_on(address: Address) -> Iterator[neo4j.Session]:
    """A session for a test's own queries."""
    with (
        neo4j.GraphDatabase.driver(
            address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
        ) as driver,
        driver.session(database=address.database or None) as session,
    ):
        yield session


def _add(dump: Dump, name: str, properties: dict[str, Any], aside: Collection[str]) -> None:
    kept = {key: value for key, value in properties.items() if key not in aside}
    dump.setdefault(name, []).append(json.dumps(kept, sort_keys=True, ensure_ascii=False))
