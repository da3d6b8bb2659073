"""GEXF and GraphML: read back by networkx, valid, and on every day of the timeline what the view of that day holds.

The published schema of GEXF 1.3 cannot be fetched from a registry, and its XSD lacks the types of the graph, of nodes
and of edges. `tests/data/gexf.rng` states the part of the format that is written here, in words of our own after the
published grammar; lxml validates against it.
"""

import io
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx
import pytest
from lxml import etree

from service.address import Address
from tests.conftest import Asker, Engine
from tests.exports import exports_world, fetched, table, ties_of_view

GEXF = "{http://gexf.net/1.3}"
GRAMMAR = Path(__file__).with_name("data") / "gexf.rng"
DAYS = [
    "1900-01-01", "1989-12-31", "1995-06-15", "1998-06-01", "2000-01-01", "2005-01-01", "2010-01-01", "2019-02-01",
    "2020-03-15", "2020-05-10", "2020-05-11", "2020-05-12", "2021-01-05", "2021-01-10", "2021-01-17", "2021-05-01",
    "2021-05-20", "2021-05-31", "2021-12-31", "2022-01-01", "2026-06-01", "2100-01-01",
]  # fmt: skip


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[Address]:
    yield from exports_world(engine)


@pytest.fixture
def ask(world: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(world)


def alive(element: Any, day: str) -> bool:
    spells = element.findall(f"{GEXF}spells/{GEXF}spell")
    within = [spell.get("start", "0000") <= day <= spell.get("end", "9999") for spell in spells]
    return any(within) or not spells


def dynamic(edge: Any, day: str) -> list[str]:
    """The values that `certainty` has on a day."""
    values = edge.findall(f"{GEXF}attvalues/{GEXF}attvalue[@for='certainty']")
    return [each.get("value") for each in values if each.get("start", "0000") <= day <= each.get("end", "9999")]


@pytest.mark.parametrize("known_at", [None, "2020-06-01"])
async def test_the_timeline_shows_what_the_views_hold(ask: Asker, known_at: str | None) -> None:
    content = await fetched(ask, "graph.gexf", **({"knownAt": known_at} if known_at else {}))
    edges = etree.fromstring(content).findall(f".//{GEXF}edge")
    assert len({edge.get("id") for edge in edges}) == len(edges)
    shown_on_some_day: set[str] = set()
    for day in DAYS:
        shown = {edge.get("id"): dynamic(edge, day) for edge in edges if alive(edge, day)}
        held = {name: [tie["certainty"]] for name, tie in (await ties_of_view(ask, day, known_at)).items()}
        assert shown == held, day
        shown_on_some_day |= shown.keys()
    assert {"eve-heads-firm", "anna-kin-of-dora", "eve-took-part-in-fair"} <= shown_on_some_day or known_at
    assert "boris-rival-of-carl" not in {edge.get("id") for edge in edges}, "refuted: it holds on no day"
    assert "o-brien-held-never" not in {edge.get("id") for edge in edges}


@pytest.mark.parametrize("parameters", [{}, {"asOf": "2020-05-11"}, {"about": "eve", "depth": "2"}, {"about": "ella"}])
async def test_it_is_gexf(ask: Asker, parameters: dict[str, str]) -> None:
    tree = etree.fromstring(await fetched(ask, "graph.gexf", **parameters))
    grammar = etree.RelaxNG(etree.parse(str(GRAMMAR)))
    grammar.assertValid(tree)
    # What no grammar says: references lead somewhere, declared attributes alone are used, spells do not end too early.
    nodes = {node.get("id") for node in tree.iter(f"{GEXF}node")}
    assert all(edge.get(end) in nodes for edge in tree.iter(f"{GEXF}edge") for end in ("source", "target"))
    for class_ in ("node", "edge"):
        declared = tree.findall(f".//{GEXF}attributes[@class='{class_}']/{GEXF}attribute")
        ids = {each.get("id") for each in declared}
        assert len(ids) == len(declared)
        used = {value.get("for") for each in tree.iter(f"{GEXF}{class_}") for value in each.iter(f"{GEXF}attvalue")}
        assert used <= ids
    timed = [each for each in tree.iter() if each.get("start") and each.get("end")]
    assert all(each.get("start") <= each.get("end") for each in timed)
    assert all((each.get("end") or "") < "9990" for each in timed), "the timeline does not reach into the year 9999"


def test_the_grammar_refuses_what_is_not_gexf() -> None:
    grammar = etree.RelaxNG(etree.parse(str(GRAMMAR)))
    good = (
        '<gexf xmlns="http://gexf.net/1.3" version="1.3"><graph mode="dynamic" timeformat="date"><nodes>'
        '<node id="a" label="A"><spells><spell start="2020-01-01"/></spells></node></nodes><edges/></graph></gexf>'
    )
    assert grammar.validate(etree.fromstring(good))
    for wrong in (
        good.replace('version="1.3"', 'version="1.2"'),
        good.replace('start="2020-01-01"', 'start="2020-13-01"'),
        good.replace('id="a" ', ""),
        good.replace("<edges/>", ""),
        good.replace("<spell start", "<spel start"),
        good.replace('mode="dynamic"', 'mode="lively"'),
    ):
        assert not grammar.validate(etree.fromstring(wrong)), wrong


async def test_networkx_reads_gexf(ask: Asker) -> None:
    content = await fetched(ask, "graph.gexf")
    graph = networkx.read_gexf(io.BytesIO(content))
    assert isinstance(graph, networkx.MultiDiGraph)
    rows = {row["id"]: row for row in await table(ask, "entities.csv")}
    assert set(graph.nodes) == set(rows)
    assert graph.nodes["o-brien"]["label"] == rows["o-brien"]["name"]
    assert graph.nodes["anna"]["names"] == rows["anna"]["names"]
    assert graph.nodes["nephew"]["identified"] is False
    [spell] = graph.nodes["boris"]["spells"]
    assert spell == ("1955-01-01", "2021-12-24")
    [spell] = graph.nodes["congress"]["spells"]
    assert spell == ("2020-05-10", "2020-05-12")
    # Two ties between the same two stay two.
    assert graph.number_of_edges("eve", "o-brien") == 2


async def test_networkx_reads_graphml(ask: Asker) -> None:
    content = await fetched(ask, "graph.graphml")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        graph = networkx.read_graphml(io.BytesIO(content), force_multigraph=True)
    ties = await ties_of_view(ask)
    rows = {row["id"]: row for row in await table(ask, "entities.csv")}
    assert set(graph.nodes) == set(rows)
    assert {key for _, _, key in graph.edges(keys=True)} == set(ties)
    for start, end, key, held in graph.edges(keys=True, data=True):
        tie = ties[key]
        assert (start, end) == (tie["from"]["id"], tie["to"]["id"])
        period = tie["period"]
        said = {
            "kind": tie["kind"], "nature": tie["nature"], "role": tie["role"], "head": tie["isHead"],
            "institution": tie["institution"] and tie["institution"]["id"], "standing": tie["standing"],
            "certainty": tie["certainty"], "period": period["text"], "start": period["start"], "end": period["end"],
            "earliest_start": period["earliestStart"], "latest_start": period["latestStart"],
            "earliest_end": period["earliestEnd"], "latest_end": period["latestEnd"],
            "sources": " | ".join(source["id"] for source in tie["sources"]) or None,
        }  # fmt: skip
        assert {name: held.get(name) for name in said} == said
        assert isinstance(held["voices"], int)
        assert held["symmetric"] is (tie["kind"] in ("ALLIED_WITH", "RIVAL_OF", "SAME_AS"))
    for identity, row in rows.items():
        node = graph.nodes[identity]
        assert (node["label"], node["kind"], node["names"]) == (row["name"], row["kind"], row["names"])
        assert node.get("description", "") == row["description"]
    as_of = networkx.read_graphml(io.BytesIO(await fetched(ask, "graph.graphml", asOf="2021-01-10")))
    certainties = {held.get("certainty") for _, _, held in as_of.edges(data=True)}
    assert certainties == {"CERTAIN", "POSSIBLE"}
