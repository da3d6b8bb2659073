"""Deltas of FollowTheMoney that change a part of what a tie rests on: a Position, an Occupancy, an end, by itself."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Label, Store
from service.sync.syncing import sync_source
from tests.conftest import Asker
from tests.deltas import (
    ACME,
    HOLDS,
    OWNS,
    POST,
    RENAMED,
    ROMAN,
    SOURCE,
    delta,
    entity,
    retracted,
    roles,
    synced,
    whole,
)
from tests.dumps import everything, session_on, standing

Lines = list[tuple[str, dict[str, Any]]]

OLGA = entity("olga", "Person", name="Olga")
MILL = entity("mill", "Company", name="Mill")
MOVED = entity("post", "Position", name="Clerk", organization="mill")
HELD = entity("held", "Occupancy", holder="olga", post="post", startDate="2011", endDate="2019")
ENDED = entity("holds", "Occupancy", holder="roman", post="post", startDate="2020", endDate="2024")
# At a body that is not there.
STRAY = entity("stray", "Position", name="Envoy", organization="moon")
SENT = entity("sent", "Occupancy", holder="olga", post="stray", startDate="2015")
SENT_TOO = entity("sent-too", "Occupancy", holder="roman", post="stray", startDate="2016", endDate="2017")
MOON = entity("moon", "PublicBody", name="Moon")


def test_a_position_that_changes_alone_revises_its_ties(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, OLGA, ACME, POST, HOLDS, HELD)
    found = delta(store, tmp_path, 2, ("MOD", RENAMED))
    assert (found.run.read, found.run.changed, found.run.added, found.run.withdrawn) == (1, 2, 0, 0)
    assert (found.run.rejected, found.run.message) == (0, None)
    assert roles(standing(graph)) == [("Clerk", "2024-05-02")] * 2 + [("Registrar", None)] * 2


def test_a_delta_that_is_synced_again_changes_nothing(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, ACME, POST, HOLDS)
    delta(store, tmp_path, 2, ("MOD", RENAMED))
    before = everything(graph)["Claim"], everything(graph)["KeptRecord"]
    (file,) = tmp_path.glob("*.delta.json")
    options = SyncOptions(seen_on="2030-01-01", force=True)
    (found,) = sync_source(store, SOURCE, [str(file)], options, lambda *_: None)
    assert (found.skipped, found.run.changed, found.counts.unchanged) == (False, 0, 1)
    assert (everything(graph)["Claim"], everything(graph)["KeptRecord"]) == before


def test_a_position_at_another_body_makes_another_tie(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, ACME, MILL, POST, HOLDS)
    found = delta(store, tmp_path, 2, ("MOD", MOVED))
    assert (found.run.added, found.run.withdrawn) == (2, 1)  # the tie and its claim
    assert len(standing(graph)["TIE"]) == 2
    assert delta(store, tmp_path, 3, ("DEL", {"id": "holds"})).run.withdrawn == 1


def test_a_position_that_goes_takes_its_ties_with_it_until_it_comes_back(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    whole(store, tmp_path, ROMAN, ACME, POST, HOLDS)
    found = delta(store, tmp_path, 2, ("DEL", {"id": "post"}))
    assert (found.run.withdrawn, found.run.rejected) == (1, 0)
    assert found.run.message == "No place in the graph for 1 of the kind “Occupancy of a Position that is gone”: holds."
    assert retracted(standing(graph)) == ["2024-05-02"]
    assert delta(store, tmp_path, 3, ("ADD", RENAMED)).run.added == 1
    assert roles(standing(graph)) == [("Clerk", "2024-05-02"), ("Registrar", None)]


def test_an_occupancy_whose_position_is_in_an_earlier_version_is_read(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    whole(store, tmp_path, ROMAN, ACME, POST)
    assert delta(store, tmp_path, 2, ("ADD", HOLDS)).run.added == 2  # the tie and its claim
    assert delta(store, tmp_path, 3, ("MOD", ENDED)).run.changed == 1
    assert delta(store, tmp_path, 4, ("MOD", RENAMED)).run.changed == 1
    assert [role for role, until in roles(standing(graph)) if not until] == ["Registrar"]


def test_a_tie_whose_end_comes_in_a_later_delta_stands_from_then_on(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    assert whole(store, tmp_path, ROMAN, POST, HOLDS, OWNS).run.rejected == 2
    found = delta(store, tmp_path, 2, ("ADD", ACME))
    assert (found.run.added, found.run.rejected) == (5, 0)  # the body, two ties and their claims
    # Kept are the position and who holds it, and no longer what waited for the body.
    kept = {row["id"].removeprefix("followthemoney-") for row in store.every_row(Label.KEPT, store.version)}
    assert kept == {"post", "holds followthemoney-post"}


@pytest.mark.parametrize(
    "lines",
    [
        [("MOD", RENAMED), ("DEL", {"id": "held"}), ("MOD", ENDED)],
        [("DEL", {"id": "post"}), ("MOD", ENDED), ("DEL", {"id": "own"})],
        [("MOD", MOVED), ("ADD", MOON), ("ADD", SENT_TOO), ("MOD", OLGA | {"caption": "Olga"})],
    ],
    ids=["changed", "gone", "new"],
)
async def test_deltas_say_what_the_whole_file_says(
    store: Store, graph: Address, tmp_path: Path, asking: Callable[[Address], Asker], lines: Lines
) -> None:
    first = [ROMAN, OLGA, ACME, MILL, POST, HOLDS, HELD, OWNS, STRAY, SENT]
    by_id = {each["id"]: each for each in first}
    for op, each in lines:
        by_id.pop(each["id"], None)
        if op != "DEL":
            by_id[each["id"]] = each
    one, other = (SyncSource(name, source_module("followthemoney")) for name in ("one", "other"))
    synced(store, tmp_path, "20240501120000-all.ftm.json", *first, source=one)
    synced(store, tmp_path, "20240501120000-all.ftm.json", *first, source=other)
    before = await said(asking(graph), "2024-05-03")
    synced(store, tmp_path, "20240502120000-all.ftm.json", *by_id.values(), source=one)
    delta(store, tmp_path, 2, *lines, source=other)
    for day in ("2024-05-01", "2024-05-02"):
        found = await said(asking(graph), day)
        assert found["one"] == found["other"]
    assert found["one"] != before["one"]


async def said(ask: Asker, day: str) -> dict[str, list[Any]]:
    """What the view of a day says of ties, by source, but for how long what did not change was seen to be said."""
    found = await ask(
        """query($day: Date!) { view(knownAt: $day) { ties(first: 100) { nodes {
            id kind role standing from { id } to { id } period { start end }
            claims { nodes { id role reportedOn } } } } } }""",
        {"day": day},
    )
    told: dict[str, list[Any]] = {"one": [], "other": []}
    for each in found["view"]["ties"]["nodes"]:
        source = each["id"].partition("-")[0]
        claims = sorted((claim["role"] or "", str(claim["reportedOn"])) for claim in each["claims"]["nodes"])
        ends = [each[end]["id"].removeprefix(source) for end in ("from", "to")]
        told[source].append([each["kind"], each["role"], each["standing"], str(each["period"]), claims, *ends])
    return {source: sorted(ties, key=str) for source, ties in told.items()}


def test_a_graph_of_an_earlier_release_is_told_until_the_next_whole_file(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    whole(store, tmp_path, ROMAN, ACME, POST, HOLDS)
    with session_on(graph) as session:
        session.run("MATCH (x:KeptRecord) DETACH DELETE x").consume()
    found = delta(store, tmp_path, 2, ("MOD", RENAMED))
    assert found.run.message == (
        "No place in the graph for 1 of the kind “change of a Position (ties of Occupancies that are not in the delta "
        "stay until the next whole file)”: Registrar."
    )
    assert (found.run.rejected, roles(standing(graph))) == (0, [("Clerk", None)])
    assert delta(store, tmp_path, 3, ("MOD", POST)).run.message
    found = synced(store, tmp_path, "20240504120000-all.ftm.json", ROMAN, ACME, RENAMED, HOLDS)
    assert (found.run.changed, found.run.message) == (1, None)
    assert roles(standing(graph)) == [("Clerk", "2024-05-04"), ("Registrar", None)]
    assert (delta(store, tmp_path, 5, ("MOD", POST)).run.changed, found.run.message) == (1, None)


def test_a_position_that_changes_with_its_occupancy_changes_the_tie(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    whole(store, tmp_path, ROMAN, ACME, POST, HOLDS)
    assert delta(store, tmp_path, 2, ("MOD", RENAMED), ("MOD", HOLDS)).run.changed == 1
    assert roles(standing(graph)) == [("Clerk", "2024-05-02"), ("Registrar", None)]
