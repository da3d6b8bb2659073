"""Syncs that are cut short: killed at random moments, without their database, without room on the disk.

What is left is the graph of one of the versions, whole, and the next run brings it to the last one.
"""

import csv
import random
import resource
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import neo4j
import pytest
from neo4j.exceptions import ClientError

from schema.errors import DatabaseUnavailable
from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.failing import DatabaseRefused
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from tests.commands import RETINUE, database_variables, environment, retinue
from tests.conftest import Engine
from tests.dumps import Dump, session_on, standing
from tests.made_proxy import way_to
from tests.test_sync_versions import expired

T = TypeVar("T")

NAME = "kazakhstan-cabinet"
COLUMNS = ("position", "person", "personID", "start", "end", "gender", "DOB", "DOD", "image", "enwiki")
POSTS = ("President", "Prime Minister", "Minister of Finance", "Prosecutor General", "Member of the Senate")
ROWS = 150
# At random moments, on each database.
KILLS = 20


@pytest.fixture
def versions(tmp_path: Path) -> list[Path]:
    """Three versions of a table: in each some rows are new, changed and gone."""
    return [_version(tmp_path, number) for number in range(3)]


def _version(folder: Path, number: int) -> Path:
    file = folder / f"2022-01-0{number + 1}_holders21.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, COLUMNS, restval="")
        writer.writeheader()
        for row in range(number * 10, ROWS + number * 10):
            end = "2021-12-31" if row % 7 == number else ""
            writer.writerow({
                "position": POSTS[row % len(POSTS)], "person": f"Person {row}", "personID": f"Q{row + 1}",
                "start": f"20{row % 20:02}-01-01", "end": end,
            })  # fmt: skip
    return file


def synced(address: Address, *files: Path, store: Store | None = None) -> list[Synced]:
    source, options = SyncSource(NAME, source_module(NAME)), SyncOptions(seen_on="2022-02-01")
    with store or Store(address) as open_store:
        return list(sync_source(open_store, source, [str(file) for file in files], options, lambda *_: None))


def undisturbed(address: Address, versions: list[Path]) -> list[Dump]:
    """The graph before the first version and after each."""
    found = [standing(address)]
    for file in versions:
        synced(address, file)
        found.append(standing(address))
    return found


def emptied(engine: Engine, address: Address | None = None) -> Address:
    if address:
        engine.drop(address)
    return engine.migrated()


def test_a_sync_killed_at_random_moments_and_run_again_gives_the_same_graph(
    engine: Engine, versions: list[Path]
) -> None:
    address = emptied(engine)
    whole = undisturbed(address, versions)
    folder = versions[0].parent
    address = emptied(engine, address)
    begun = time.monotonic()
    assert retinue("sync", NAME, "--from", folder, **database_variables(address)).returncode == 0  # type: ignore[arg-type]
    lasts = time.monotonic() - begun
    assert standing(address) == whole[-1]
    chance = random.Random(6)  # noqa: S311 - moments, no secrets
    seen: list[int] = []
    address = emptied(engine, address)
    for _ in range(KILLS):
        _killed(address, folder, chance.uniform(0.3, 1.0) * lasts)
        expired(address)
        seen.append(whole.index(standing(address)))
        if seen[-1] == len(versions):
            address = emptied(engine, address)
    synced(address, folder)
    assert standing(address) == whole[-1]
    # Moments of all kinds were met.
    assert len(set(seen)) > 1, seen
    engine.drop(address)


def _killed(address: Address, folder: Path, after: float) -> None:
    process = subprocess.Popen(  # noqa: S603 - our own command
        [RETINUE, "sync", NAME, "--from", str(folder)], env=environment(**database_variables(address)),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def test_a_sync_that_loses_its_database_leaves_the_graph_as_it_was(graph: Address, versions: list[Path]) -> None:
    first, second, _ = versions
    synced(graph, first)
    before = standing(graph)
    for bytes_that_pass in (8_000, 40_000, 100_000):
        with way_to(graph, bytes_that_pass) as way:
            store = Store(way.address, retry_seconds=0.2)
            with pytest.raises(DatabaseUnavailable, match="does not answer"):
                synced(way.address, second, store=store)
            assert way.cut.is_set()
        expired(graph)
        assert standing(graph) == before, bytes_that_pass
    assert [run.run.added for run in synced(graph, second)] != [0]
    with session_on(graph) as session:
        outcomes: Any = session.run("MATCH (n:SyncRun) RETURN collect(n.outcome) AS found").single(strict=True)["found"]
    # What broke off is told as failed, once somebody can write that down.
    assert "FAILED" in outcomes
    assert "RUNNING" not in outcomes


def test_a_sync_without_room_for_its_files_says_so_and_changes_nothing(graph: Address, versions: list[Path]) -> None:
    first, second, _ = versions
    synced(graph, first)
    before = standing(graph)
    found = subprocess.run(  # noqa: S603 - our own command
        [RETINUE, "sync", NAME, "--from", str(second)], env=environment(**database_variables(graph)),
        capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, 16_384)),
    )  # fmt: skip
    assert found.returncode == 1, found.stderr
    assert "the files of the sync could not be written" in found.stderr
    assert "or name another folder in TMPDIR" in found.stderr
    assert "Traceback" not in found.stderr
    assert standing(graph) == before
    assert [run.skipped for run in synced(graph, second)] == [False]


class Full(Store):
    """A store whose database refuses one write, as one without room on its disk does."""

    def __init__(self, address: Address, refused: int) -> None:
        super().__init__(address)
        self._left = refused

    def transact(self, work: Callable[[neo4j.ManagedTransaction], T]) -> T:
        self._left -= 1
        if self._left == 0:
            raise ClientError("No space left on device")
        return super().transact(work)


@pytest.mark.parametrize("refused", [30, 40])
def test_a_database_without_room_is_told_and_the_graph_is_as_it_was(
    graph: Address, versions: list[Path], refused: int
) -> None:
    first, second, _ = versions
    synced(graph, first)
    before = standing(graph)
    with pytest.raises(DatabaseRefused, match="the database refused what it was asked: No space left on device"):
        synced(graph, second, store=Full(graph, refused))
    assert standing(graph) == before
    with session_on(graph) as session:
        message: Any = session.run("MATCH (n:SyncRun {outcome: 'FAILED'}) RETURN n.message AS found").single(
            strict=True
        )["found"]
    assert "No space left on device" in message
    assert [run.skipped for run in synced(graph, second)] == [False]
