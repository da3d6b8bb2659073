"""An engine whose owner ends while others still need it: a guest that watches takes the owner's place."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.embedded import Embedded
from service.embedded_command import Launch
from service.embedded_folder import Folder
from tests.commands import Service, left_over, serving
from tests.test_embedded import another_process, driver_for, engine_pid, gone, opened, said

PATIENCE = 30.0
PEOPLE = "{ people { totalCount } }"


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    assert not gone(tmp_path), "processes left behind"


def holder(data: Path) -> int | None:
    """The process whose engine is published in the folder."""
    try:
        return int(json.loads((data / "engine.json").read_text())["holder"]["pid"])
    except FileNotFoundError:
        return None


def answers_again(service: Service) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return service.ask(PEOPLE) == {"people": {"totalCount": 0}}
        except (OSError, AssertionError):
            time.sleep(0.2)
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_service_outlives_the_command_that_started_its_engine(data: Path, number: signal.Signals) -> None:
    with another_process(data) as owner:
        uri = json.loads(said(owner))["uri"]
        with serving(data, "--no-seed", RETINUE_HEAP="256m") as service:
            assert answers_again(service)
            assert holder(data) == owner.pid
            os.kill(owner.pid, number)
            until = time.monotonic() + PATIENCE
            while holder(data) != service.process.pid:
                assert time.monotonic() < until, "nobody took the engine over"
                time.sleep(0.1)
            assert answers_again(service)
            assert json.loads((data / "engine.json").read_text())["uri"] == uri
            # From now on it is an owner like any other.
            os.kill(engine_pid(data), signal.SIGKILL)
            assert answers_again(service)
            assert service.end() == 0
    assert not left_over(data)


def test_of_two_guests_one_takes_over_and_the_other_waits_on(data: Path) -> None:
    one, other = Embedded(data, heap="256m"), Embedded(data, heap="256m")
    came_back = threading.Event()
    try:
        with another_process(data) as owner:
            said(owner)
            address = one.open()
            assert other.open() == address
            for each in (one, other):
                each.watch(lambda _: came_back.set())
            with driver_for(address) as driver:

                def kept(number: int) -> list[int]:
                    driver.execute_query("CREATE (:Kept {number: $number})", number=number, database_=address.database)
                    found = driver.execute_query(
                        "MATCH (n:Kept) RETURN n.number AS number ORDER BY number", database_=address.database
                    )
                    return [record["number"] for record in found.records]

                assert kept(1) == [1]
                owner.kill()
                assert came_back.wait(PATIENCE)
                assert sorted((one.owner, other.owner)) == [False, True]
                assert one.address() == other.address() == address
                # The same driver, with its pool of dead connections, goes on.
                assert kept(2) == [1, 2]
                first, second = (one, other) if one.owner else (other, one)
                came_back.clear()
                first.close()
                assert came_back.wait(PATIENCE)
                assert second.owner
                assert kept(3) == [1, 2, 3]
    finally:
        one.close()
        other.close()
    assert holder(data) is None


@pytest.mark.parametrize("after", [0.0, 0.2, 1.0])
def test_a_guest_closed_while_it_takes_over_leaves_the_folder_free(data: Path, after: float) -> None:
    guest = Embedded(data, heap="256m")
    with opened(data) as owner:
        guest.open()
        guest.watch()
    assert not owner.owner
    time.sleep(after)
    guest.close()
    assert not gone(data)
    assert holder(data) is None
    lock = Folder(data).lock()
    assert lock is not None
    os.close(lock)


def test_a_guest_that_watches_leaves_an_engine_with_an_owner_alone(data: Path) -> None:
    with opened(data) as owner:
        guest = Embedded(data)
        address = guest.open()
        guest.watch()
        time.sleep(0.5)
        began = time.monotonic()
        guest.close()
        assert time.monotonic() - began < 1
        assert owner.owner and holder(data) == os.getpid()
        with driver_for(address) as driver:
            driver.verify_connectivity()


def test_an_engine_is_started_again_from_its_address_alone() -> None:
    launch = Launch(20_001, 20_002, "secret-word", "retinue", "256m", 5)
    assert Launch.at(launch.address(), heap="256m", command_timeout_seconds=5) == launch
