"""Runs of syncs: the ledger that tells of them, and what becomes of one that is stopped."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from schema.errors import BadInput
from schema.vocabulary import SyncOutcome
from service.address import Address
from service.sync.ledger import Ledger, Run
from service.sync.store import Store
from service.sync.syncing import sync_source
from service.sync.upstream import Refused
from tests.commands import database_variables, retinue
from tests.conftest import Asker, Engine
from tests.deltas import ACME, OWNS, ROMAN, delta, entity, synced, whole
from tests.dumps import session_on, standing
from tests.made_register import ANNA, BORIS, CLARA, MANY, OPTIONS, REGISTER, one, version
from tests.made_upstream import body, upstream
from tests.test_sync_versions import Mortal, Stopped, expired

Asking = Callable[[Address], Asker]


async def test_the_ledger_tells_of_every_run(graph: Address, store: Store, tmp_path: Path, asking: Asking) -> None:
    one(store, version(tmp_path, "2022-01-01", MANY))
    with pytest.raises(Refused):
        one(store, version(tmp_path, "2022-02-01", MANY[:1]))
    ask = asking(graph)
    found = await ask(
        '{ syncRuns(source: "register", first: 1) { totalCount pageInfo { endCursor } nodes { id source outcome '
        "startedAt finishedAt seconds read added changed withdrawn rejected message dataset day origin digest "
        "dataVersion code } } }"
    )
    (newest,) = found["syncRuns"]["nodes"]
    assert found["syncRuns"]["totalCount"] == 2
    assert newest["outcome"] == SyncOutcome.REFUSED
    assert newest["message"].startswith("2022-02-01.csv would take back 29 of 30")
    assert newest["startedAt"] <= newest["finishedAt"]
    assert (newest["dataset"], newest["day"], newest["dataVersion"]) == ("register", "2022-02-01", None)
    began, finished = (datetime.fromisoformat(newest[each]) for each in ("startedAt", "finishedAt"))
    assert newest["seconds"] == pytest.approx((finished - began).total_seconds(), abs=0.0005) and newest["seconds"] > 0
    file = tmp_path / "2022-02-01.csv"
    assert newest["origin"] == str(file.resolve())
    held = hashlib.sha256(file.read_bytes()).digest()
    assert newest["digest"] == hashlib.sha256(file.name.encode() + b"\0" + held).hexdigest()
    assert newest["code"] == metadata.version("retinue")
    cursor = found["syncRuns"]["pageInfo"]["endCursor"]
    found = await ask(
        "query Next($after: String) { syncRuns(source: \"register\", after: $after) { nodes { id outcome read added "
        "rejected day dataVersion } } }",
        {"after": cursor},
    )  # fmt: skip
    (first,) = found["syncRuns"]["nodes"]
    assert (first["outcome"], first["read"], first["added"], first["rejected"]) == ("SUCCEEDED", 30, 92, 0)
    assert (first["day"], first["dataVersion"]) == ("2022-01-01", 1)
    node = await ask("query Node($id: ID!) { node(id: $id) { id __typename } }", {"id": first["id"]})
    assert node["node"] == {"id": first["id"], "__typename": "SyncRun"}


async def test_the_ledger_tells_from_which_url_and_of_a_run_under_way_no_end(
    graph: Address, store: Store, asking: Asking
) -> None:
    query = '{ syncRuns(source: "register", first: 1) { nodes { outcome origin finishedAt seconds code } } }'
    with upstream() as made:
        made.answers["/register.csv"] = body(b"person,post,start,end\nAnna,Bank,2019-01-01,\n", Content_Type="text/csv")
        url = f"{made.url}/register.csv"
        # What fetches runs a loop of its own.
        await asyncio.to_thread(lambda: list(sync_source(store, REGISTER, [url], OPTIONS, lambda *_: None)))
        (run,) = (await asking(graph)(query))["syncRuns"]["nodes"]
        assert (run["outcome"], run["origin"]) == ("SUCCEEDED", url)
    Ledger(store, kept=True).begin(Run("register", "register", origin="elsewhere.csv"))
    (run,) = (await asking(graph)(query))["syncRuns"]["nodes"]
    assert run == {
        "outcome": "RUNNING", "origin": "elsewhere.csv", "finishedAt": None, "seconds": None,
        "code": metadata.version("retinue"),
    }  # fmt: skip


BAD = ("Dana", "Bank", "yesterday", "")


def rejects(store: Store) -> list[str]:
    """What is shown of the register when it is asked what was set aside."""
    ((dataset, runs),) = store.ask("write/sync_rejects", source="register")
    assert dataset == "register"
    return [reject for _, _, rejects, _ in runs for reject in rejects]


def test_what_was_set_aside_is_shown_until_other_rows_are_read(store: Store, tmp_path: Path) -> None:
    second = version(tmp_path, "2022-01-02", [ANNA, BAD])
    one(store, second)
    assert one(store, second).skipped
    with pytest.raises(Refused, match="has been applied already"):
        one(store, version(tmp_path, "2022-01-01", [ANNA]))
    (told,) = rejects(store)
    assert told.startswith("2022-01-02.csv: line 3.start: ")
    one(store, version(tmp_path, "2022-01-03", [ANNA, BORIS]))
    assert rejects(store) == []


async def test_a_run_refused_for_its_bad_rows_shows_them(
    graph: Address, store: Store, tmp_path: Path, asking: Asking
) -> None:
    with pytest.raises(Refused, match="11 of the 41 rows"):
        one(store, unusable(tmp_path, "2022-01-01", 11))
    assert len(rejects(store)) == 11
    found = await asking(graph)('{ syncRuns(source: "register", first: 1) { nodes { outcome read rejected } } }')
    assert found["syncRuns"]["nodes"] == [{"outcome": "REFUSED", "read": 41, "rejected": 11}]


def test_what_a_refused_version_set_aside_is_shown_until_the_upstream_has_taken_it_back(
    store: Store, tmp_path: Path
) -> None:
    first = version(tmp_path, "2022-01-01", MANY)
    one(store, first)
    with pytest.raises(Refused, match="11 of the 41 rows"):
        one(store, unusable(tmp_path, "2022-01-02", 11))
    with pytest.raises(BadInput, match="does not exist"):
        one(store, tmp_path / "nowhere.csv")
    assert len(rejects(store)) == 11
    assert one(store, first).skipped
    assert rejects(store) == []


def unusable(folder: Path, day: str, bad: int) -> Path:
    """A version of which some rows lack a cell, which is seen when it is read."""
    file = version(folder, day, MANY)
    with file.open("a", encoding="utf-8") as opened:
        opened.write("Dana,Bank,2022\n" * bad)
    return file


def set_aside(store: Store, source: str) -> list[tuple[str, str, int]]:
    """The runs of which rows are shown as set aside: day, outcome, how many rows."""
    ((_, runs),) = store.ask("write/sync_rejects", source=source)
    return [(day, outcome, rows) for day, outcome, _, rows in runs]


def test_what_a_delta_set_aside_is_shown_until_a_whole_version_is_applied(store: Store, tmp_path: Path) -> None:
    """A later delta says nothing of it."""
    lost, orphan = (entity(each, "Ownership", owner="roman") for each in ("lost", "orphan"))
    whole(store, tmp_path, ROMAN, ACME, OWNS, lost)
    delta(store, tmp_path, 2, ("ADD", orphan), ("ADD", entity("odd", "Ownership", asset="acme")))
    delta(store, tmp_path, 3, ("MOD", entity("acme", "Company", name="Acme Ltd")))
    ((_, ((_, _, first, _), (_, _, second, _))),) = store.ask("write/sync_rejects", source="followthemoney")
    assert [each.split(":")[0] for each in first] == ["20240501120000-all.ftm.json"]
    assert [each.split(": has")[0] for each in second] == [
        "20240502120000-abc.delta.json: line 1", "20240502120000-abc.delta.json: line 2"
    ]  # fmt: skip
    with pytest.raises(Refused):
        delta(store, tmp_path, 4, ("MOD", entity("nobody", "Person", name="Nobody")), ("ADD", orphan))
    with_refused = [("2024-05-01", "SUCCEEDED", 1), ("2024-05-02", "SUCCEEDED", 2), ("2024-05-04", "REFUSED", 1)]
    assert set_aside(store, "followthemoney") == with_refused
    # Of what was not applied the last run alone.
    delta(store, tmp_path, 5, ("ADD", orphan))
    assert set_aside(store, "followthemoney") == [*with_refused[:2], ("2024-05-05", "SUCCEEDED", 1)]
    synced(store, tmp_path, "20240506120000-all.ftm.json", ROMAN, ACME, OWNS)
    assert set_aside(store, "followthemoney") == []


def test_of_whole_versions_the_last_one_is_shown_and_one_that_was_refused(store: Store, tmp_path: Path) -> None:
    one(store, version(tmp_path, "2022-01-01", [*MANY, BAD]))
    one(store, version(tmp_path, "2022-01-02", [*MANY, BAD, BAD]))
    assert set_aside(store, "register") == [("2022-01-02", "SUCCEEDED", 2)]
    with pytest.raises(Refused):
        one(store, unusable(tmp_path, "2022-01-03", 11))
    # What was applied stands as it did.
    assert set_aside(store, "register") == [("2022-01-02", "SUCCEEDED", 2), ("2022-01-03", "REFUSED", 11)]


def test_what_was_set_aside_is_shown_by_day_and_line(graph: Address, store: Store, tmp_path: Path) -> None:
    whole(store, tmp_path, ROMAN, ACME, entity("lost", "Ownership", owner="roman"))
    delta(store, tmp_path, 2, ("ADD", entity("odd", "Ownership", asset="acme")))
    found = retinue("sync", "followthemoney", "--rejected", wait=120, **database_variables(graph))
    assert found.stdout.splitlines() == [
        "followthemoney: 2 set aside",
        "  of 2024-05-01: 1",
        "    20240501120000-all.ftm.json: line 3: has no owner or no asset",
        "  of 2024-05-02: 1",
        "    20240502120000-abc.delta.json: line 1: has no owner or no asset",
    ]


FIRST, SECOND = [ANNA, BORIS, *MANY[:3]], [("Anna", "Bank", "2019-01-01", "2022-01-05"), CLARA, *MANY[:2]]


def _undisturbed(graph: Address, folder: Path) -> Any:
    with Store(graph) as store:
        one(store, version(folder, "2022-01-01", FIRST))
        one(store, version(folder, "2022-02-01", SECOND))
    return standing(graph)


def test_a_run_that_is_stopped_at_any_step_and_run_again_gives_the_same_graph(engine: Engine, tmp_path: Path) -> None:
    address = engine.migrated()
    undisturbed = _undisturbed(address, tmp_path)
    engine.drop(address)
    address = engine.migrated()
    with Store(address) as store:
        one(store, version(tmp_path, "2022-01-01", FIRST))
    first, file = standing(address), version(tmp_path, "2022-02-01", SECOND)
    step = 0
    while True:
        step += 1
        try:
            with Mortal(address, step) as mortal:
                # So that no keeper of a lease takes a step of its own on a slow machine.
                mortal.lease_seconds = 600
                one(mortal, file)
            break
        except Stopped:
            found = standing(address)
            assert found in (first, undisturbed), step
            expired(address)
            if found == undisturbed:
                break
    with Store(address) as store:
        one(store, file)
    assert standing(address) == undisturbed
    assert step > 20
    engine.drop(address)


def test_what_has_succeeded_stays_so(graph: Address, store: Store) -> None:
    """Whoever is told to end after all was written must not tell that nothing was."""
    ledger, run = Ledger(store, kept=True), Run("register", "register")
    ledger.begin(run)
    ledger.end(run, SyncOutcome.SUCCEEDED, None)
    ledger.end(run, SyncOutcome.FAILED, "The run was asked to end.")
    with session_on(graph) as session:
        found = session.run("MATCH (n:SyncRun) RETURN n.outcome AS outcome, n.message AS message").single(strict=True)
    assert found.data() == {"outcome": "SUCCEEDED", "message": None}
