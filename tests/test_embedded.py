"""The embedded engine: real starts, real kills. Each test has a data folder of its own.

Owners that are to be killed run in processes of their own (`OWNER`); the test's process then sees
what is left: `processes(data)` lists whatever still has the folder in its command line, guard and
engine both.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from service.address import Address
from service.embedded import Embedded, EmbeddedFailed, EmbeddedInUse

REPOSITORY = Path(__file__).parents[1]

# Opens the folder, says who it is, then does as it is told, a word a line.
OWNER = """
import json, signal, sys
from pathlib import Path
from neo4j import GraphDatabase
from service.embedded import Embedded

# Whoever runs the tests in the background may have them begin without it.
signal.signal(signal.SIGINT, signal.default_int_handler)
embedded = Embedded(Path(sys.argv[1]), heap="256m")
address = embedded.open()
print(json.dumps({"owner": embedded.owner, "uri": address.uri}), flush=True)
driver = GraphDatabase.driver(address.uri, auth=(address.user, address.password))

def write(number):
    driver.execute_query("CREATE (:Kept {number: $number})", number=number,
                         database_=address.database)

try:
    for word in sys.stdin:
        if word.strip() == "write":
            for number in range(1_000_000):
                write(number)
                print(number, flush=True)
except KeyboardInterrupt:
    write(-1)
driver.close()
embedded.close()
print("closed", flush=True)
"""


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "données"
    # Whatever the test did: nothing may be left, and nothing must be left for the next test.
    left = gone(tmp_path)
    for pid in left:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert not left, "processes left behind"


@contextmanager
def opened(data: Path) -> Iterator[Embedded]:
    embedded = Embedded(data, heap="256m")
    embedded.open()
    try:
        yield embedded
    finally:
        embedded.close()


@contextmanager
def another_process(data: Path) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(  # noqa: S603 - the text above
        [sys.executable, "-c", OWNER, str(data)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def told(process: "subprocess.Popen[str]", word: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{word}\n")
    process.stdin.flush()


def driver_for(address: Address) -> Driver:
    return GraphDatabase.driver(address.uri, auth=(address.user, address.password))


def write(address: Address, number: int) -> None:
    with driver_for(address) as driver:
        driver.execute_query("CREATE (:Kept {number: $number})", number=number, database_=address.database)


def kept(address: Address) -> set[int]:
    with driver_for(address) as driver:
        found = driver.execute_query("MATCH (n:Kept) RETURN collect(n.number) AS numbers", database_=address.database)
    return set(found.records[0]["numbers"])


def processes(data: Path) -> dict[int, str]:
    """Guards and engines of a folder, by process id."""
    listing = ["ps", "-ww", "-eo", "pid=,command="]
    listed = subprocess.run(listing, capture_output=True, text=True, check=True)  # noqa: S603 - fixed
    rows = (line.split(maxsplit=1) for line in listed.stdout.splitlines() if f"rootPath={data}" in line)
    return {int(pid): command for pid, command in rows}


def gone(data: Path, seconds: float = 10) -> dict[int, str]:
    """What still runs when nothing should; waits so long for it to go."""
    until = time.monotonic() + seconds
    while (left := processes(data)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def engine_pid(data: Path) -> int:
    return int(json.loads((data / "engine.json").read_text())["holder"]["engine_pid"])


def test_first_owns_second_attaches_and_closing_leaves_nothing_but_data(data: Path) -> None:
    with opened(data) as embedded:
        address = embedded.address()
        assert embedded.owner
        assert address.uri.startswith("bolt://127.0.0.1:")
        assert address.fulltext_http is not None

        # The password is where its owner can read it and nobody else.
        assert address.password in (data / "engine.json").read_text()
        assert (data / "engine.json").stat().st_mode & 0o777 == 0o600
        assert not (data / "engine.password").exists()
        assert len(processes(data)) == 2
        assert not any(address.password in command for command in processes(data).values())
        assert address.password not in repr(address)
        # The engine must not hold the folder's lock: an orphan would bar its own removal.
        if sys.platform == "linux":
            open_files = Path(f"/proc/{engine_pid(data)}/fd").iterdir()
            assert not any(os.path.realpath(file).endswith("engine.lock") for file in open_files)

        with another_process(data) as guest:
            assert json.loads(said(guest)) == {"owner": False, "uri": address.uri}
            told(guest, "write")
            assert said(guest) == "0"
        here = Embedded(data)
        assert here.open() == address
        assert not here.owner
        here.close()
        assert 0 in kept(address), "a guest's end leaves the engine alone"

    assert not processes(data)
    assert not (data / "engine.json").exists()
    embedded.close()
    with pytest.raises(RuntimeError):
        embedded.address()

    again = embedded.open()
    assert again.password != address.password
    assert 0 in kept(again)
    embedded.close()


def test_kill_9_of_the_owner_leaves_no_process_and_loses_nothing(data: Path) -> None:
    with another_process(data) as owner:
        assert json.loads(said(owner))["owner"]
        told(owner, "write")
        acknowledged = {int(said(owner)) for _ in range(100)}
        os.kill(owner.pid, signal.SIGKILL)
        # At once, and while the killed process is dead but not even reaped.
        os.waitid(os.P_PID, owner.pid, os.WEXITED | os.WNOWAIT)
        began = time.monotonic()
        with opened(data) as embedded:
            assert time.monotonic() - began < 20
            assert embedded.owner
            assert len(processes(data)) == 2
            assert acknowledged <= kept(embedded.address())


@pytest.mark.parametrize("after", [0.3, 0.6, 1.2])
def test_kill_9_during_the_start(data: Path, after: float) -> None:
    with another_process(data) as owner:
        time.sleep(after)
        os.kill(owner.pid, signal.SIGKILL)
        assert not gone(data)
    with opened(data) as embedded:
        assert embedded.owner


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends the engine with its guard")
def test_kill_9_of_owner_and_guard(data: Path) -> None:
    with another_process(data) as owner:
        said(owner)
        guard = next(pid for pid, line in processes(data).items() if "embedded_guard" in line)
        os.kill(guard, signal.SIGSTOP)  # so that it is surely the guard's death that ends it
        os.kill(owner.pid, signal.SIGKILL)
        os.kill(guard, signal.SIGKILL)
        with opened(data) as embedded:
            assert embedded.owner


def test_engine_killed_is_restarted_where_it_was(data: Path) -> None:
    restarted: list[Address] = []
    came_back = threading.Event()

    def on_restart(address: Address) -> None:
        restarted.append(address)
        came_back.set()
        raise ValueError("a listener's mistake does not end the watch")

    with opened(data) as embedded, driver_for(embedded.address()) as driver:
        address = embedded.address()
        embedded.watch(on_restart)
        write(address, 0)
        for number in range(1, 3):
            driver.execute_query("CREATE (:Kept {number: $number})", number=number, database_=address.database)
            came_back.clear()
            os.kill(engine_pid(data), signal.SIGKILL)
            assert came_back.wait(30)
            assert embedded.address() == address
            # The same driver, with its pool of dead connections, goes on.
            assert kept(address) == set(range(number + 1))
        assert restarted == [address, address]

        # Closing while the engine is on its way back.
        os.kill(engine_pid(data), signal.SIGKILL)
        time.sleep(0.8)


def test_two_starters_at_once(data: Path) -> None:
    with another_process(data) as one, another_process(data) as other:
        found = [json.loads(said(process)) for process in (one, other)]
        assert sorted(answer["owner"] for answer in found) == [False, True]
        assert found[0]["uri"] == found[1]["uri"]
        assert len(processes(data)) == 2


def test_ctrl_c_lets_the_owner_end_the_engine_in_order(data: Path) -> None:
    with another_process(data) as owner:
        said(owner)
        time.sleep(0.2)
        os.killpg(owner.pid, signal.SIGINT)
        # It wrote once more before that: the engine had not been interrupted with it.
        assert said(owner) == "closed"
        assert not processes(data)
    with opened(data) as embedded:
        assert kept(embedded.address()) == {-1}


def test_folder_in_use_by_something_that_does_not_answer(data: Path) -> None:
    hold = (
        "import sys, time; from pathlib import Path; from service.embedded_folder import Folder;"
        "folder = Folder(Path(sys.argv[1])); folder.lock(); folder.claim();"
        "print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", hold, str(data)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603 - fixed
        try:
            assert said(holder) == "held"
            with pytest.raises(EmbeddedInUse) as refusal:
                Embedded(data).open()
        finally:
            holder.kill()
    assert f"process {holder.pid} (" in str(refusal.value)
    assert "time.sleep" in str(refusal.value)
    assert str(data) in str(refusal.value)


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedFailed, match="cannot be written"):
        Embedded(tmp_path / "file" / "data").open()
