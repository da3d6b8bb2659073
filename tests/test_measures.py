"""Measures of graphs: each library against the other, and both against the definitions worked out by hand.

The oracles here follow the definitions as the API tells them, word by word and without regard to time.
"""

import math
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.centrality import Pair, measured, steps, two_paths
from schema.measure_kinds import DEFINITIONS, MeasureKind, MeasureOrder

KINDS = ["DEGREE", "BETWEENNESS", "CONSTRAINT", "CORE_NUMBER", "PAGERANK"]
Case = tuple[int, list[Pair]]


@st.composite
def graphs(draw: st.DrawFn, most: int) -> Case:
    nodes = draw(st.integers(1, most))
    every = list(combinations(range(nodes), 2))
    chosen = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    return nodes, chosen


def neighbours(nodes: int, pairs: Sequence[Pair]) -> list[set[int]]:
    found: list[set[int]] = [set() for _ in range(nodes)]
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return found


def shortest_ways(near: list[set[int]], start: int, end: int) -> list[list[int]]:
    """All shortest ways between two nodes, by trying every way of a length before any longer one."""
    ways = [[start]]
    while ways:
        if found := [way for way in ways if way[-1] == end]:
            return found
        ways = [[*way, step] for way in ways for step in near[way[-1]] if step not in way]
    return []


def by_hand(kind: str, nodes: int, pairs: Sequence[Pair]) -> list[float | None]:
    near = neighbours(nodes, pairs)
    match kind:
        case "DEGREE":
            return [len(each) for each in near]
        case "BETWEENNESS":
            sums = [0.0] * nodes
            for start, end in combinations(range(nodes), 2):
                ways = shortest_ways(near, start, end)
                for node in set(range(nodes)) - {start, end}:
                    sums[node] += sum(node in way for way in ways) / len(ways) if ways else 0
            return [each / ((nodes - 1) * (nodes - 2) / 2) if nodes > 2 else 0.0 for each in sums]
        case "CONSTRAINT":

            def share(one: int, other: int) -> float:
                return 1 / len(near[one]) if other in near[one] else 0.0

            return [
                sum((share(i, j) + sum(share(i, q) * share(q, j) for q in range(nodes))) ** 2 for j in near[i])
                if near[i]
                else None
                for i in range(nodes)
            ]
        case "CORE_NUMBER":
            core = [0.0] * nodes
            for k in range(1, nodes):
                left = set(range(nodes))
                while thin := {node for node in left if len(near[node] & left) < k}:
                    left -= thin
                for node in left:
                    core[node] = k
            return list(core)
        case _:
            ranks = [1 / nodes] * nodes
            for _ in range(300):
                lost = sum(rank for rank, each in zip(ranks, near, strict=True) if not each)
                ranks = [
                    0.15 / nodes + 0.85 * (lost / nodes + sum(ranks[other] / len(near[other]) for other in each))
                    for each in near
                ]
            return list(ranks)


def by_networkx(kind: str, nodes: int, pairs: Sequence[Pair]) -> list[float | None]:
    graph = networkx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(pairs)
    measures: dict[str, Callable[[], Any]] = {
        "DEGREE": lambda: dict(graph.degree()),
        "BETWEENNESS": lambda: networkx.betweenness_centrality(graph),
        # Its other form, node by node.
        "CONSTRAINT": lambda: networkx.constraint(graph, nodes=list(graph)),
        "CORE_NUMBER": lambda: networkx.core_number(graph),
        "PAGERANK": lambda: networkx.pagerank(graph, tol=1e-14, max_iter=1000),
    }
    found = measures[kind]()
    return [None if math.isnan(found[node]) else found[node] for node in range(nodes)]


def assert_same(found: list[float | None], expected: list[float | None]) -> None:
    assert [each is None for each in found] == [each is None for each in expected]
    numbers = [each for each in found if each is not None]
    assert numbers == pytest.approx([each for each in expected if each is not None], rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(case=graphs(7))
def test_small_graphs_as_the_definition_has_it(kind: str, case: Case) -> None:
    assert_same(measured(kind, *case), by_hand(kind, *case))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=15, deadline=None)
@given(case=graphs(40))
def test_larger_graphs_as_the_other_library_has_it(kind: str, case: Case) -> None:
    assert_same(measured(kind, *case), by_networkx(kind, *case))


@pytest.mark.parametrize("kind", KINDS)
def test_a_graph_with_nothing_in_it(kind: str) -> None:
    assert measured(kind, 0, []) == []


def test_a_broker_between_two_closed_groups() -> None:
    """Two triangles joined by one node that belongs to neither: it lies between, and is the least constrained."""
    pairs = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5), (2, 6), (3, 6)]
    constraint = measured("CONSTRAINT", 7, pairs)
    assert min(range(7), key=lambda node: constraint[node] or 9) == 6
    assert constraint[6] == pytest.approx(0.5)  # two contacts that do not know each other: 2 × (1/2)²
    between = measured("BETWEENNESS", 7, pairs)
    assert between[6] == pytest.approx(9 / 15)  # all nine pairs across, of fifteen
    assert between[2] == between[3] == pytest.approx(8 / 15)
    assert between[0] == 0


def test_values_that_are_equal_are_told_equal() -> None:
    """In a ring all are alike; sums in another order would part them in the last digits."""
    ring = [(node, (node + 1) % 60) for node in range(60)]
    for kind in KINDS:
        assert len(set(measured(kind, 60, ring))) == 1


def test_a_hub_makes_many_ways_over_two_ties() -> None:
    star = [(0, 1), (0, 2), (0, 3)]
    assert two_paths(star) == 9 + 3
    assert two_paths([]) == 0
    assert [steps(kind, 4, star) for kind in KINDS] == [3, 12, 12, 3, 3]


def test_every_measure_is_defined_with_its_source_and_its_direction() -> None:
    assert list(DEFINITIONS) == list(MeasureKind)
    for kind, definition in DEFINITIONS.items():
        assert definition.kind is kind
        assert any(f"({year})" in definition.source for year in range(1950, 2026))
        texts = (definition.name, definition.definition, definition.normalisation, definition.unit, definition.reading)
        assert all(text.strip() for text in texts)
    smallest_first = [k for k, each in DEFINITIONS.items() if each.order is MeasureOrder.SMALLEST_FIRST]
    assert smallest_first == [MeasureKind.CONSTRAINT]
