"""Ties of different data sets that are one in the graph: joined as they come, parted as they go, whoever writes."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schema.edtf import Day
from schema.records import MatchRecord
from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.deciding import decide, take_back
from service.sync.deriving import rebuild
from service.sync.exporting import export_lines
from service.sync.importing import Options, import_paths
from service.sync.matching import unjoined
from service.sync.migrating import migrate
from service.sync.reading import Rejected
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Label, Store
from service.sync.syncing import sync_source
from tests.commands import database_variables, retinue
from tests.conftest import Asker, Engine
from tests.dumps import session_on, standing
from tests.made_up import claim, entity, source, tie, told
from tests.two_versions import match

Asking = Callable[[Address], Asker]
Records = list[dict[str, Any]]

PAPER: Records = [
    source("paper", "2020-01-01"),
    entity("ann"),
    entity("mill", "INSTITUTION"),
    claim(
        tie("HOLDS_POST", "ann", "mill", "ann-post", head=True, role="Miller"),
        "paper",
        id="p1",
        start="2010",
        end="2015",
    ),
]


def radio(*spans: tuple[str, str], who: str = "ann") -> Records:
    """What another data set says of her posts there: a tie for each span."""
    said = [
        claim(tie("HOLDS_POST", who, "mill", f"radio-{n}", head=True), "radio", id=f"r{n}", start=start, end=end)
        for n, (start, end) in enumerate(spans)
    ]
    return [source("radio", "2021-01-01"), *([] if who == "ann" else [entity(who)]), *said]


def together(store: Store) -> dict[str, list[str]]:
    return {row["id"]: row["ties"] for row in store.every_row(Label.JOINED_TIE, store.version)}


POST = """query Post($id: ID!) {
  node(id: $id) { id ... on Tie { role standing period { text } claims { nodes { id tie { id } } } } }
  person(id: "ann") { posts { nodes { id } } }
  early: view(knownAt: "2020-06-01") {
    person(id: "ann") { posts { nodes { id period { text } claims { nodes { id } } } } } }
}"""


async def test_one_tie_has_the_claims_of_all(graph: Address, store: Store, tmp_path: Path, asking: Asking) -> None:
    told(graph, tmp_path, PAPER, "paper-notes")
    told(graph, tmp_path, radio(("2011-03", "2016")), "radio-notes")
    assert together(store) == {"ann-post": ["ann-post", "radio-0"]}
    ask = asking(graph)
    found = await ask(POST, {"id": "ann-post"})
    assert await ask(POST, {"id": "radio-0"}) == found
    assert (found["node"]["id"], found["node"]["role"], found["node"]["standing"]) == ("ann-post", "Miller", "DISPUTED")
    assert found["node"]["claims"]["nodes"] == [{"id": each, "tie": {"id": "ann-post"}} for each in ("p1", "r0")]
    assert found["person"]["posts"]["nodes"] == [{"id": "ann-post"}]
    [early] = found["early"]["person"]["posts"]["nodes"]
    assert early == {"id": "ann-post", "period": {"text": "2010 – 2015"}, "claims": {"nodes": [{"id": "p1"}]}}
    assert rebuild(store, lambda *_: None) == 0


def test_the_order_of_data_sets_does_not_matter(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, PAPER, "paper-notes")
    told(graph, tmp_path, radio(("2011", "2016"), ("2018", "2019")), "radio-notes")
    found = _ties(graph)
    for name in ("paper-notes", "radio-notes"):
        told(graph, tmp_path, [], name)
    assert together(store) == {}
    told(graph, tmp_path, [*radio(("2011", "2016"), ("2018", "2019")), *PAPER[1:3]], "radio-notes")
    told(graph, tmp_path, PAPER, "paper-notes")
    assert _ties(graph) == found


def _ties(address: Address) -> list[Any]:
    """Who is one and what readers see of posts, but for when it was retracted."""
    with session_on(address) as session:
        version = session.run("MATCH (m:Meta {name: 'graph'}) RETURN m.version AS v").single(strict=True)["v"]
        text = (
            "MATCH (a)-[r:HOLDS_POST]->(b) WHERE r.since_version <= $v AND $v < r.until_version "
            "AND r.known_to STARTS WITH '9' RETURN r.tie AS tie, r.earliest_start AS start, r.latest_end AS end, "
            "r.sources AS sources, r.standing AS standing ORDER BY tie"
        )
        return session.run(text, v=version).data()


def test_what_is_retracted_parts_and_what_is_corrected_joins(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, PAPER, "paper-notes")
    told(graph, tmp_path, radio(("2017", "2018")), "radio-notes")
    assert together(store) == {}
    alone = standing(graph)
    told(graph, tmp_path, radio(("2012", "2014")), "radio-notes", correct=True)
    assert together(store) == {"ann-post": ["ann-post", "radio-0"]}
    version = store.version
    told(graph, tmp_path, radio(("2017", "2018")), "radio-notes", correct=True)
    assert together(store) == {}
    assert standing(graph)["HOLDS_POST"] == alone["HOLDS_POST"]
    # The version between goes on answering as it did.
    assert [row["id"] for row in store.every_row(Label.JOINED_TIE, version)] == ["ann-post"]


def test_ties_are_one_for_as_long_as_their_ends_are(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, PAPER, "paper-notes")
    told(graph, tmp_path, radio(("2011", "2016"), who="annie"), "radio-notes")
    before = standing(graph)
    assert together(store) == {}
    decide(store, MatchRecord("ann", "annie", True, "a reader", "2022-01-01", "so"), lambda *_: None)
    assert together(store) == {"ann-post": ["ann-post", "radio-0"]}
    assert rebuild(store, lambda *_: None) == 0
    take_back(store, "ann", "annie", lambda *_: None)
    assert standing(graph) == before


def test_where_several_fit_a_person_decides_and_may_take_it_back(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, PAPER, "paper-notes")
    told(graph, tmp_path, radio(("2010", "2012"), ("2013", "2015")), "radio-notes")
    before = standing(graph)
    assert together(store) == {}
    assert [(a.id, b.id) for a, b in unjoined(store).ties] == [("ann-post", "radio-0"), ("ann-post", "radio-1")]
    listed = retinue("matches", wait=120, **database_variables(graph)).stdout
    assert "ann-post radio-0: ties that may be one (HOLDS_POST from ann to mill); several fit" in listed
    decide(store, MatchRecord("ann-post", "radio-1", True, "a reader", "2022-01-01", "so"), lambda *_: None)
    assert together(store) == {"ann-post": ["ann-post", "radio-1"]}
    assert unjoined(store).ties == []
    assert rebuild(store, lambda *_: None) == 0
    take_back(store, "radio-1", "ann-post", lambda *_: None)
    assert standing(graph) == before
    decide(store, MatchRecord("ann-post", "radio-0", False, "a reader", "2022-01-01", "so"), lambda *_: None)
    assert together(store) == {"ann-post": ["ann-post", "radio-1"]}


def test_a_decision_on_ties_is_on_two_ties_of_one_kind(graph: Address, store: Store, tmp_path: Path) -> None:
    member = claim(tie("MEMBER_OF", "ann", "mill", "joins"), "paper", id="p2")
    told(graph, tmp_path, [*PAPER, member], "paper-notes")
    for a, b, message in (
        ("ann-post", "joins", "“ann-post” and “joins” cannot be one: they are HOLDS_POST and MEMBER_OF"),
        ("ann", "joins", "“joins” is the id of a tie; expected the id of an entity"),
        ("joins", "nothing", "“nothing” is unknown; expected the id of a tie"),
    ):
        with pytest.raises(Rejected, match=message):
            decide(store, MatchRecord(a, b, True, "me", "2022-01-01", "so"), lambda *_: None)


def synced(graph: Address, name: str, file: Path, day: Day) -> None:
    with Store(graph, batch=3) as store:
        source_ = SyncSource(name, source_module("claims"))
        assert list(sync_source(store, source_, [str(file)], SyncOptions(day), lambda *_: None))


def test_what_is_synced_is_joined_with_what_was_imported(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, PAPER, "paper-notes")
    told(graph, tmp_path, radio(("2010", "2012"), ("2013", "2015")), "radio-notes")
    decided = [match("ann-post", "radio-0", same=True)]
    told(graph, tmp_path, decided, "decided")
    wanted = standing(graph)
    for name in ("decided", "radio-notes"):
        told(graph, tmp_path, [], name, correct=True)
    file = tmp_path / "radio-again.jsonl"
    told_again = [*radio(("2010", "2012"), ("2013", "2015")), *decided]
    file.write_text("\n".join(map(json.dumps, told_again)), encoding="utf-8")
    synced(graph, "radio-again", file, "2021-01-01")
    assert together(store) == {"ann-post": ["ann-post", "radio-0"]}
    assert _bare(standing(graph)["HOLDS_POST"]) == _bare(wanted["HOLDS_POST"])
    assert rebuild(store, lambda *_: None) == 0


def _bare(rows: list[str]) -> list[str]:
    return [row for row in rows if '"known_to": "9' in row]


def test_a_register_is_joined_with_hand_written_claims(graph: Address, store: Store, tmp_path: Path) -> None:
    post = claim(tie("HOLDS_POST", "ann", "land", "ann-post", head=True), "paper", id="p1", start="2010", end="2015")
    told(graph, tmp_path, [*PAPER[:2], entity("land", "COUNTRY"), post], "paper-notes")
    file = tmp_path / "2022-01-01_holders21.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(("position", "person", "personID", "start", "end", "gender", "DOB", "DOD", "image", "enwiki"))
        writer.writerow(("President", "Ann", "Q1", "2010-05-01", "2014", "", "", "", "", ""))
        writer.writerow(("President", "Bea", "Q2", "2014-05-01", "", "", "", "", "", ""))
    cabinet = SyncSource("kazakhstan-cabinet", source_module("kazakhstan-cabinet"))
    list(sync_source(store, cabinet, [str(file)], SyncOptions("2022-02-01"), lambda *_: None))
    assert together(store) == {}
    [held] = [row for row in store.every_row(Label.TIE, store.version) if row["from_id"] == "kazakhstan-cabinet-q1"]
    for a, b in (("ann", held["from_id"]), ("land", held["to_id"])):
        decide(store, MatchRecord(a, b, True, "a reader", "2022-01-01", "so"), lambda *_: None)
    assert together(store) == {"ann-post": ["ann-post", held["id"]]}


def test_all_claims_imported_into_an_empty_graph_join_the_same_ties(engine: Engine, tmp_path: Path) -> None:
    file, found = tmp_path / "all.jsonl", []
    for step in ("told", "imported"):
        address = engine.migrated()
        try:
            with Store(address) as store:
                if step == "told":
                    told(address, tmp_path, PAPER, "paper-notes")
                    told(address, tmp_path, radio(("2011", "2016"), ("2018", "2019")), "radio-notes")
                    file.write_bytes(b"".join(export_lines(store)))
                else:
                    import_paths(store, [file], Options())
                assert together(store) == {"ann-post": ["ann-post", "radio-0"]}
                found.append(standing(address))
        finally:
            engine.drop(address)
    assert found[0] == found[1]


def test_a_graph_of_an_earlier_form_is_joined_by_its_migration(graph: Address, store: Store, tmp_path: Path) -> None:
    told(graph, tmp_path, PAPER, "paper-notes")
    told(graph, tmp_path, radio(("2011", "2016")), "radio-notes")
    before = standing(graph)
    with session_on(graph) as session:
        for text in (
            "MATCH (n:JoinedTie) DETACH DELETE n",
            "MATCH (m:Meta {name: 'graph'}) SET m.joined = null, m.done = [x IN m.done WHERE NOT x STARTS WITH '008']",
        ):
            session.run(text).consume()
    assert standing(graph) != before
    assert migrate(store) == ["008_joined_ties"]
    assert together(store) == {"ann-post": ["ann-post", "radio-0"]}
    assert migrate(store) == []
