"""Measures of a graph, as numbers alone: no view, no database, no GraphQL.

A graph is simple and undirected: the number of its nodes, and pairs of their places, each pair once and none of a
node with itself. The libraries are imported where they are first needed: together they take half a second.

rustworkx has all but constraint; that is networkx's, over sparse matrices. Its other form, node by node, takes 5 s
for 2,000 nodes with 6,000 ties, and minutes where one of them is a hub; by matrices it takes 0.4 s.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import rustworkx

Pair = tuple[int, int]
Values = list[float | None]

# PageRank's damping, as Brin and Page have it.
DAMPING = 0.85
# Digits of a value that are told: the last ones of a sum depend on its order, and would part what is equal.
DIGITS = 12


def two_paths(pairs: Sequence[Pair]) -> int:
    """How many ways there are from a node over a second to a third or back: what a squared matrix has to hold."""
    degrees = Counter(node for pair in pairs for node in pair)
    return sum(degree * degree for degree in degrees.values())


def steps(kind: str, nodes: int, pairs: Sequence[Pair]) -> int:
    """How much there is to compute; a million steps take some 30 ms, of constraint half a second."""
    if kind == "BETWEENNESS":
        return nodes * len(pairs)
    return two_paths(pairs) if kind == "CONSTRAINT" else len(pairs)


def measured(kind: str, nodes: int, pairs: Sequence[Pair]) -> Values:
    """The value of each node; None where the measure is not defined. `kind` is that of a measure of the graph."""
    return [_told(value) for value in _MEASURES[kind](nodes, pairs)]


def _told(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None


def _graph(nodes: int, pairs: Sequence[Pair]) -> "rustworkx.PyGraph[int, None]":
    import rustworkx

    graph: rustworkx.PyGraph[int, None] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from_no_data(list(pairs))
    return graph


def _in_order(values: Mapping[int, float], nodes: int) -> Sequence[float]:
    return [values[node] for node in range(nodes)]


def degree(nodes: int, pairs: Sequence[Pair]) -> Sequence[float]:
    graph = _graph(nodes, pairs)
    return [graph.degree(node) for node in range(nodes)]


def betweenness(nodes: int, pairs: Sequence[Pair]) -> Sequence[float]:
    import rustworkx

    # One thread: several would add up in another order each time.
    found = rustworkx.betweenness_centrality(_graph(nodes, pairs), normalized=True, parallel_threshold=nodes + 1)
    return _in_order(found, nodes)


def constraint(nodes: int, pairs: Sequence[Pair]) -> Sequence[float]:
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(pairs)
    return _in_order(networkx.constraint(graph), nodes) if nodes else []


def core_number(nodes: int, pairs: Sequence[Pair]) -> Sequence[float]:
    import rustworkx

    # Its stub says that this is one number.
    return _in_order(cast(Any, rustworkx.core_number(_graph(nodes, pairs))), nodes)


def pagerank(nodes: int, pairs: Sequence[Pair]) -> Sequence[float]:
    import rustworkx

    # An undirected tie can be followed either way.
    graph = _graph(nodes, pairs).to_directed()
    return _in_order(rustworkx.pagerank(graph, alpha=DAMPING, tol=1e-13, max_iter=1000), nodes)


_MEASURES: dict[str, Callable[[int, Sequence[Pair]], Sequence[float]]] = {
    "DEGREE": degree,
    "BETWEENNESS": betweenness,
    "CONSTRAINT": constraint,
    "CORE_NUMBER": core_number,
    "PAGERANK": pagerank,
}
