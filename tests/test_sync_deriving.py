"""Ties from claims: a rebuild gives exactly the graph that imports gave, and mends one that was damaged."""

import pytest

from schema.history import merged
from service.address import Address
from service.sync.deriving import rebuild
from service.sync.store import Store
from tests.dumps import everything, session_on, standing
from tests.made_up import told
from tests.two_versions import FIRST, SECOND, Records


def nobody(_what: str, _done: int, _of: int | None) -> None:
    """Who is told of progress."""


@pytest.fixture
def village(graph: Address, tmp_path_factory: pytest.TempPathFactory) -> Address:
    folder = tmp_path_factory.mktemp("village")
    versions: list[Records] = [FIRST, SECOND]
    for number, records in enumerate(versions):
        told(graph, folder, records, "village", day=f"2020-1{number}-01")
    return graph


def test_a_rebuild_of_a_graph_in_order_changes_nothing(village: Address) -> None:
    before = everything(village)
    with Store(village, batch=3) as store:
        version = store.version
        assert rebuild(store, nobody) == 0
        assert store.version == version
    assert everything(village) == before


@pytest.mark.parametrize(
    "damage",
    [
        "MATCH (:Entity)-[r]->(:Entity) DELETE r",
        "MATCH (:Entity)-[r:HOLDS_POST]->(:Entity) SET r.standing = 'REFUTED'",
        "MATCH (:Entity)-[r:HOLDS_POST]->(:Entity) SET r.until_version = r.since_version",
        "MATCH (a:Entity)-[r:MEMBER_OF]->(b:Entity) CREATE (a)-[s:MEMBER_OF]->(b) SET s = properties(r)",
        "MATCH (a:Entity)-[r:MEMBER_OF]->(b:Entity) CREATE (a)-[s:LEADS]->(b) SET s = properties(r)",
        "MATCH (a:Entity {id: 'ann'}) MATCH (b:Entity {id: 'bea'}) CREATE (a)-[s:OWNS {tie: 'nothing', "
        "known_from: '2020-01-01', since_version: 1, until_version: 9007199254740991}]->(b)",
        "MATCH (x:EntityRecord) SET x.known = []",
        "MATCH (x:SourceRecord) SET x.known = ['2000-01-01', '2000-01-02']",
    ],
)
def test_a_rebuild_mends_a_damaged_graph(village: Address, damage: str) -> None:
    before = standing(village)
    with session_on(village) as session:
        session.run(damage).consume()
    assert standing(village) != before
    with Store(village) as store:
        version = store.version
        assert rebuild(store, nobody) > 0
        assert store.version == version + 1
        assert standing(village) == before
        assert rebuild(store, nobody) == 0


def test_a_rebuild_of_an_empty_graph(graph: Address) -> None:
    with Store(graph) as store:
        assert rebuild(store, nobody) == 0


@pytest.mark.parametrize(
    ("spans", "flat"),
    [
        ([], []),
        ([("2020", "2021")], ["2020", "2021"]),
        ([("2022", "2023"), ("2020", "2021")], ["2020", "2021", "2022", "2023"]),
        ([("2020", "2021"), ("2021", "2022")], ["2020", "2022"]),
        ([("2020", "2025"), ("2021", "2022")], ["2020", "2025"]),
        ([("2020", "2020"), ("2021", "2020")], []),
    ],
)
def test_spans_that_meet_are_one(spans: list[tuple[str, str]], flat: list[str]) -> None:
    assert merged(spans) == flat
