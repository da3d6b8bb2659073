"""The service in a process of its own, as `retinue serve` starts it, and a client that asks it."""

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 120.0
# What the command `retinue` runs; by its code, so that it is that of this checkout.
RETINUE = [sys.executable, "-c", "from service.cli import main; main()"]
HEADERS = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}


class Client:
    """One connection, kept alive."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)

    def post(self, body: bytes) -> bytes:
        """The body of the answer. Raises RuntimeError where the status is not 200."""
        try:
            answer = self._sent(body)
        except (http.client.RemoteDisconnected, ConnectionError):
            # The service closes a connection that is silent for some seconds; the next request opens another.
            self._connection.close()
            answer = self._sent(body)
        content = answer.read()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{answer.status}: {content[:1000].decode(errors='replace')}")
        return content

    def _sent(self, body: bytes) -> http.client.HTTPResponse:
        self._connection.request("POST", "/graphql", body, HEADERS)
        return self._connection.getresponse()

    def ask(self, body: bytes) -> Any:
        """The data of an answer that must be without errors, as Python values, as the driver gives them too."""
        found = orjson.loads(self.post(body))
        if "errors" in found:
            raise RuntimeError(str(found["errors"])[:1000])
        return found["data"]

    def close(self) -> None:
        self._connection.close()


def body(query: str, variables: dict[str, Any] | None = None) -> bytes:
    """A request as it is posted."""
    return orjson.dumps({"query": query, "variables": variables or {}})


@contextmanager
def served(environment: dict[str, str], *options: str) -> Iterator[Client]:
    """A client of a service that is started for it. It answers as soon as it can: the first answer may take a while."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RETINUE_")}
    # Into a file, not a pipe: nobody reads it while the service is measured.
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*RETINUE, "serve", "--port", "0", *options], cwd=ROOT, env={**kept, **environment}, stderr=log
        )
        try:
            client = Client(_address(process, log))
            try:
                yield client
            finally:
                client.close()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _address(process: "subprocess.Popen[bytes]", log: Any) -> str:
    until = time.monotonic() + START_SECONDS
    while True:
        # Read by its place, so that the service goes on writing at its own.
        said = os.pread(log.fileno(), 100_000, 0).decode(errors="replace")
        if found := re.search(r"http://127\.0\.0\.1:\d+", said):
            return found.group(0)
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"The service did not start:\n{said[-3000:]}")
        time.sleep(0.005)
