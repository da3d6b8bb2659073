"""What a delta of FollowTheMoney says that cannot be used: it takes nothing back, and may be mended later."""

import json
from pathlib import Path
from typing import Any

import pytest

from schema.vocabulary import SyncOutcome
from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.store import Store
from service.sync.syncing import sync_source
from service.sync.upstream import Refused
from tests.deltas import ACME, OWNS, ROMAN, SOURCE, delta, entity, names, retracted, synced, whole
from tests.dumps import session_on, standing


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (entity("own", "Ownership", owner="roman", asset="nobody-known", startDate="2019"), "nobody-known"),
        (entity("own", "Ownership", owner="roman", asset="acme", role="\x7f", startDate="2019"), "control character"),
    ],
)
def test_a_claim_that_cannot_be_used_leaves_the_one_before(
    graph: Address, store: Store, tmp_path: Path, line: dict[str, Any], told: str
) -> None:
    whole(store, tmp_path, ROMAN, ACME, OWNS)
    found = delta(store, tmp_path, 2, ("MOD", line))
    assert (found.run.rejected, found.counts.retracted) == (1, 0)
    assert told in found.run.rejects[0]
    assert retracted(standing(graph)) == [None]


@pytest.mark.parametrize(
    "line", [entity("acme", "Person", name="Acme"), entity("acme", "Company", name="Acme", registrationNumber=" ")]
)
def test_an_entity_that_cannot_be_used_stays_as_it_was(
    graph: Address, store: Store, tmp_path: Path, line: dict[str, Any]
) -> None:
    whole(store, tmp_path, ROMAN, ACME)
    before = standing(graph)
    assert delta(store, tmp_path, 2, ("MOD", line)).run.rejected == 1
    assert standing(graph) == before


@pytest.mark.parametrize(
    "broken",
    [
        entity("acme", "Company", name="Acme", registrationNumber=" "),
        {"id": "acme", "schema": "Company", "properties": {"name": "Acme"}},
    ],
)
def test_an_entity_that_was_set_aside_is_taken_up_by_the_delta_that_mends_it(
    graph: Address, store: Store, tmp_path: Path, broken: dict[str, Any]
) -> None:
    assert whole(store, tmp_path, ROMAN, broken).run.rejected == 1
    assert delta(store, tmp_path, 2, ("MOD", ACME)).counts.added == 1
    assert names(standing(graph)) == ["Acme", "Roman"]
    # Of any other, a delta is missing.
    with pytest.raises(Refused, match="changes “followthemoney-lou”, which the graph does not have: a delta before it"):
        delta(store, tmp_path, 3, ("MOD", entity("lou", "Person", name="Lou")))


def test_a_delta_that_was_never_applied_bars_nothing_once_a_whole_file_was(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    whole(store, tmp_path, ROMAN)
    with pytest.raises(Refused):
        delta(store, tmp_path, 2, ("MOD", ACME))
    synced(store, tmp_path, "20240503120000-all.ftm.json", ROMAN, ACME)
    assert list(sync_source(store, SOURCE, [str(tmp_path)], SyncOptions(seen_on="2030-01-01"), lambda *_: None)) == []
    with session_on(graph) as session:
        last: Any = session.run("MATCH (n:SyncRun) RETURN n ORDER BY n.started_at DESC LIMIT 1").single(strict=True)
    assert last["n"]["outcome"] == SyncOutcome.SUCCEEDED
    assert last["n"]["message"].startswith("Nothing new: ")
    assert json.loads(standing(graph)["ENTITY"][0])["name"]
