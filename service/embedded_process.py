"""One run of the embedded engine: started under its guard, waited for until it answers, ended."""

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

from service.address import Address
from service.embedded_command import Launch, command, environment, prepare
from service.embedded_folder import EmbeddedFailed, Folder

GUARD = Path(__file__).with_name("embedded_guard.py")
# Far longer than a start takes (3 s): a large database replays its log before it answers.
START_SECONDS = 90.0
# What the engine gets to end in order before the guard kills it; it needs one or two.
GRACE_SECONDS = 10.0
# The engine logs each failed query with its stack: emptied at this size, so it cannot fill a disk.
LARGEST_LOG = 20_000_000


class PortTaken(Exception):
    """Another process took a port between our choice and the engine's start."""


class Cancelled(Exception):
    """The start was called off by `close()`."""


class EngineProcess:
    """A started engine and the guard over it."""

    def __init__(self, folder: Folder, launch: Launch, lock: int) -> None:
        """Start it. It does not answer yet: see `wait_until_ready`."""
        self._folder, self._launch = folder, launch
        engine = command(folder, launch)
        prepare(folder, launch)
        # A session of its own: Ctrl-C in a terminal goes to the whole group of the service, and
        # the engine has to go after the service's last query, not at the same time.
        with folder.log.open("ab") as log:
            self._guard = subprocess.Popen(  # noqa: S603 - our own guard and the package's own java
                [sys.executable, "-I", "-S", str(GUARD), str(GRACE_SECONDS), *engine],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder.root,
                env=environment(),
                pass_fds=(lock,),
                start_new_session=True,
            )
        assert self._guard.stdout is not None
        with self._guard.stdout as report:
            said = report.readline()
        if not said:
            self.end()
            raise EmbeddedFailed(f"The embedded engine could not be run. {self._log_tail()}")
        self.pid = int(said)

    def wait_until_ready(self, cancelled: threading.Event) -> None:
        """Return when the database answers `RETURN 1` and the HTTP server is ready too.

        Bolt opens before the database exists, and a database that exists answers before HTTP
        does: neither tells of the other.
        Errors: EmbeddedFailed, PortTaken, Cancelled; the engine has ended then.
        """
        address, until = self._launch.address(), time.monotonic() + START_SECONDS
        try:
            while not (_is_ready(self._launch.http_port) and answers(address)):
                if cancelled.wait(0.05):
                    raise Cancelled
                # With a port taken the engine says so, and then stays there doing nothing.
                if "Unable to listen" in _text(self._folder.log):
                    raise PortTaken
                if self._guard.poll() is not None:
                    raise EmbeddedFailed(
                        "The embedded engine ended while it was starting "
                        f"(exit code {self._guard.returncode}). {self._log_tail()}"
                    )
                if time.monotonic() > until:
                    raise EmbeddedFailed(
                        f"The embedded engine does not answer {START_SECONDS:.0f} s after its start. {self._log_tail()}"
                    )
        except BaseException:
            self.end()
            raise
        # Read once, at start: what lies about afterwards can only be found by the wrong people.
        self._folder.password_file.unlink(missing_ok=True)

    def wait_until_ended(self) -> None:
        """Block until the engine has gone, and keep its log small meanwhile."""
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._guard.wait(timeout=30)
                self.end()
                return
            # The engine appends, so it goes on at the new end.
            with contextlib.suppress(OSError):
                if self._folder.log.stat().st_size > LARGEST_LOG:
                    os.truncate(self._folder.log, 0)

    def end(self) -> None:
        """End the engine in order; by force if it takes longer than the guard allows."""
        assert self._guard.stdin is not None
        self._guard.stdin.close()
        try:
            self._guard.wait(GRACE_SECONDS + 3)
        except subprocess.TimeoutExpired:
            # Guard and engine are the only ones in their session.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.wait()

    def _log_tail(self) -> str:
        tail = "\n".join(_text(self._folder.log).splitlines()[-8:])
        return f"The end of its log, {self._folder.log}:\n{tail}"


def answers(address: Address) -> bool:
    """Whether the database there takes the password and answers a query."""
    port = int(address.uri.rpartition(":")[2])
    # First the port alone: an attempt of the driver at a closed one costs more than it tells.
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    login = (address.user, address.password)
    try:
        with (
            GraphDatabase.driver(
                address.uri, auth=login, connection_timeout=5, connection_acquisition_timeout=5
            ) as driver,
            driver.session(database=address.database) as session,
        ):
            return session.run("RETURN 1 AS one").single() is not None
    except (DriverError, Neo4jError, OSError):
        return False


def _is_ready(http_port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", http_port, timeout=5)
    try:
        connection.request("GET", "/api/v1/ready")
        return connection.getresponse().status == http.HTTPStatus.NO_CONTENT
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_ports() -> tuple[int, int]:
    """Two ports of loopback that nobody uses at the moment.

    From below the range that systems give to outgoing connections: while the engine restarts no
    such connection can take its port, nor can a client that knocks there be connected to itself.
    """
    found: list[int] = []
    while len(found) < 2:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            found += [port] if port not in found else []
    return found[0], found[1]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
