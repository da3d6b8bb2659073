"""(d) Importing a file of claims, against plain `UNWIND … MERGE` of the rows that the import leaves in the graph.

Both begin with an empty graph with its constraints and indexes, and take turns on one engine. The rows of the plain
side are read back from what the import made, so both end with the same nodes, relationships and properties; it goes
over them once, by the driver alone, in transactions of as many rows as the importer's.
"""

import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

import neo4j

from bench.clock import timed
from bench.effort import Effort
from bench.engines import Engine, Graph
from bench.made_up import collection, write_lines
from bench.report import Figure, milliseconds
from service.sync.importing import Options, import_paths
from service.sync.store import Store, batches

REACH = 0.3

# By which properties a row is known. States of ties have no id of their own.
NODE_KEYS = {"Meta": "name", "Lease": "name", "Dataset": "name", "SyncRun": "id", "Upstream": "url"}


@dataclass
class Rows:
    """All that is in a graph: nodes by their labels, relationships by their type and the labels of their ends."""

    nodes: dict[tuple[str, ...], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    relationships: dict[tuple[str, str, str], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def count(self) -> int:
        return sum(map(len, self.nodes.values())) + sum(map(len, self.relationships.values()))


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "collection.jsonl")
        write_lines(file, collection(effort.claims))
        imports: list[float] = []
        plain: list[float] = []
        rows = Rows()
        for _ in range(effort.loads):
            with engine.graph() as graph:
                imports.append(_import(graph, file))
                rows = read_back(graph)
            with engine.graph() as graph:
                plain.append(plain_load(graph, rows))
                if (found := read_back(graph).count) != rows.count:
                    raise RuntimeError(f"(d): the plain load left {found} rows, the import {rows.count}")
    seconds = median(imports)
    beside = (
        f"import {effort.claims / seconds:,.0f} claims a second ({milliseconds(seconds)}), plain "
        f"{effort.claims / median(plain):,.0f} ({milliseconds(median(plain))}); {effort.claims:,} claims, "
        f"{rows.count:,} nodes and relationships; {effort.loads} turns"
    )
    what = "claims a second: import ÷ UNWIND MERGE"
    return [Figure("d", engine.name, what, median(plain) / seconds, beside, REACH, at_least=True)]


def _import(graph: Graph, file: Path) -> float:
    with Store(graph.address) as store:
        return timed(lambda: import_paths(store, [file], Options()))


def read_back(graph: Graph) -> Rows:
    """Everything in a graph but what says how it stands (its version, its datasets, who is writing)."""
    found = Rows()
    with _driver(graph) as driver, driver.session(database=graph.address.database) as session:
        for labels, properties in session.run("MATCH (n) RETURN labels(n), properties(n)"):
            if not set(labels) & NODE_KEYS.keys():
                found.nodes[tuple(sorted(labels))].append(properties)
        query = "MATCH (a)-[r]->(b) RETURN type(r), labels(a), labels(b), a.id, b.id, properties(r)"
        for kind, one, other, a, b, properties in session.run(query):
            ends = (_main(one), _main(other))
            found.relationships[kind, *ends].append({"a": a, "b": b, "properties": properties})
    return found


def _main(labels: list[str]) -> str:
    return "Entity" if "Entity" in labels else labels[0]


def merges_of(rows: Rows) -> list[tuple[str, list[dict[str, Any]]]]:
    """Queries, each with the rows to run it over: nodes first."""
    merges = []
    for labels, nodes in rows.nodes.items():
        pattern, main = ":".join(labels), _main(list(labels))
        merge = f"MERGE (n:{pattern} {{id: row.id}})"
        if len(labels) > 1:
            # ArcadeDB's MERGE of several labels finds no index and reads through all: this is the quickest on both.
            merge = f"WITH row WHERE NOT EXISTS {{ MATCH (:{main} {{id: row.id}}) }} CREATE (n:{pattern})"
        merges.append((f"UNWIND $rows AS row {merge} SET n = row", nodes))
    for (kind, one, other), relationships in rows.relationships.items():
        # A tie has one state here, by which it is told from others between the same two.
        key = "{tie: row.properties.tie}" if relationships[0]["properties"] else ""
        merges.append(
            (
                f"UNWIND $rows AS row MATCH (a:{one} {{id: row.a}}) MATCH (b:{other} {{id: row.b}}) "
                f"MERGE (a)-[r:{kind} {key}]->(b) SET r = row.properties",
                relationships,
            )
        )
    return merges


def plain_load(graph: Graph, rows: Rows) -> float:
    """The seconds that plain queries take for rows that are in memory already."""
    merges = merges_of(rows)
    with Store(graph.address) as store:
        size = store.written

    def load() -> None:
        with _driver(graph) as driver, driver.session(database=graph.address.database) as session:
            for query, merged in merges:
                for batch in batches(merged, _even(len(merged), size)):
                    session.execute_write(_run, query, batch)

    return timed(load)


def _even(rows: int, most: int) -> int:
    """How many rows a transaction has where all have as many, or nearly.

    Neo4j plans a query anew for a list of another order of magnitude, and may take the index it filled a moment ago for
    empty and read all of it for each row: a last batch of some hundred rows took as long as all before it.
    """
    return ceil(rows / ceil(rows / most))


def _run(transaction: neo4j.ManagedTransaction, query: str, rows: list[dict[str, Any]]) -> None:
    transaction.run(query, rows=rows).consume()


def _driver(graph: Graph) -> neo4j.Driver:
    address = graph.address
    return neo4j.GraphDatabase.driver(
        address.uri, auth=(address.user, address.password), notifications_min_severity="OFF"
    )
