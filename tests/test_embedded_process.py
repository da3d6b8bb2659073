"""One engine: what happens when it cannot start. That it can is in test_embedded.py."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from service.embedded import Embedded, EmbeddedFailed
from service.embedded_command import Launch
from service.embedded_folder import Folder
from service.embedded_process import EngineProcess, PortTaken, free_ports


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_failed_start_says_why_and_frees_the_folder(data: Path) -> None:
    with pytest.raises(EmbeddedFailed) as failure:
        Embedded(data, heap="1k").open()
    assert "Too small maximum heap" in str(failure.value)
    assert str(data / "engine.log") in str(failure.value)
    lock = Folder(data).lock()
    assert lock is not None
    os.close(lock)


def test_port_taken_meanwhile_is_noticed(data: Path) -> None:
    folder = Folder(data)
    lock = folder.lock()
    assert lock is not None
    folder.claim()
    with socket.create_server(("127.0.0.1", 0)) as bolt, socket.socket() as http:
        http.bind(("127.0.0.1", 0))
        launch = Launch(bolt.getsockname()[1], http.getsockname()[1], "secret-word", "x", "256m", 5)
        process = EngineProcess(folder, launch, lock)
        began = time.monotonic()
        with pytest.raises(PortTaken):
            process.wait_until_ready(threading.Event())
        assert time.monotonic() - began < 15
    folder.unlock()


def test_free_ports_are_two() -> None:
    assert len(set(free_ports())) == 2
