"""The command `retinue` in processes of its own, as people and cron run it."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from service.address import Address

RETINUE = str(Path(sys.executable).with_name("retinue"))
ROOT = Path(__file__).parent.parent


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without settings of the service, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RETINUE_")}
    return {**kept, "COLUMNS": "100", "TERM": "dumb", **variables}


def database_variables(address: Address) -> dict[str, str]:
    """The settings by which a command finds a database."""
    return {
        "RETINUE_NEO4J_URI": address.uri,
        "RETINUE_NEO4J_USER": address.user,
        "RETINUE_NEO4J_PASSWORD": address.password,
        "RETINUE_NEO4J_DATABASE": address.database,
    }


def retinue(*arguments: str | Path, wait: float = 120, **variables: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(  # noqa: S603 - our own command
        [RETINUE, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=wait,
        env=environment(**variables),
    )  # fmt: skip


class Service:
    """A running `retinue serve`: its process, its address, what it has said on its standard error."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.said: list[str] = []
        self.url = ""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        """To the very end: where nobody reads, a pipe is full at some time, and who writes into it waits."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)

    def line(self, form: str, wait: float = 120) -> "re.Match[str]":
        """What a line that it has said, or is still to say, has of a form."""
        until, seen = time.monotonic() + wait, 0
        while True:
            listening = self._listener.is_alive()
            while seen < len(self.said):
                if found := re.search(form, self.said[seen]):
                    return found
                seen += 1
            assert listening and time.monotonic() < until, "".join(self.said)
            time.sleep(0.02)

    def wait_until_ready(self) -> None:
        self.url = self.line(r"http://\S+?:\d+(?=/)").group(0)
        until = time.monotonic() + 20
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5):  # noqa: S310 - our own service
                    return
            except OSError:
                assert time.monotonic() < until, "".join(self.said)
                time.sleep(0.05)

    def ask(self, query: str) -> dict[str, Any]:
        """The data of an answer that must be without errors."""
        request = urllib.request.Request(  # noqa: S310 - our own service
            f"{self.url}/graphql", json.dumps({"query": query}).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own service
            body = json.load(answer)
        assert "errors" not in body, body
        data: dict[str, Any] = body["data"]
        return data

    def end(self, number: int = signal.SIGTERM, *, group: bool = False) -> int:
        """Send a signal, to the whole group as a terminal does if said, and give the exit code."""
        (os.killpg if group else os.kill)(self.process.pid, number)
        self.wait()
        return self.process.returncode

    def wait(self) -> None:
        """Until it, and whoever else writes to its standard error, has ended."""
        self.process.wait(timeout=60)
        self._listener.join(timeout=60)


@contextmanager
def serving(data: Path, *arguments: str, **variables: str) -> Iterator[Service]:
    """A service on a data folder, ready to answer, killed at the end if it still runs."""
    command = [RETINUE, "serve", "--port", "0", "--data", str(data), *arguments]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stderr=subprocess.PIPE, text=True, env=environment(**variables), start_new_session=True
    ) as process:
        service = Service(process)
        try:
            service.wait_until_ready()
            yield service
        finally:
            if process.poll() is None:
                process.kill()
            service.wait()


def left_over(data: Path, patience: float = 15) -> list[str]:
    """The command lines of processes that speak of a data folder, after giving them time to end."""
    until = time.monotonic() + patience
    while (found := _speaking_of(str(data))) and time.monotonic() < until:
        time.sleep(0.1)
    return found


def _speaking_of(text: str) -> list[str]:
    found: list[str] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if text in line:
                found.append(line)
    return found
