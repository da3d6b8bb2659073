"""The database goes away under the running service, and comes back: told at once, and mended by itself.

Each test has an engine of its own to stop: a Neo4j on a port and folder of its own, an embedded one that is watched.
"""

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from service.address import Address
from service.embedded import Embedded
from service.sync.importing import Options, import_paths
from service.sync.migrating import migrate
from service.sync.store import Store
from tests.conftest import Asker
from tests.engines import neo4j_from_maven, skip_or_fail
from tests.made_up import DATA

QUESTION = '{ person(id: "anna") { name ties { totalCount } } }'
# A client is told within this many seconds that nothing is there, however its connections broke.
AT_ONCE = 5.0
# How long a client may have to wait for an answer after the database is back.
PATIENCE = 30.0


def filled(address: Address) -> None:
    with Store(address) as store:
        migrate(store)
        import_paths(store, [DATA / "norland.yaml"], Options())


async def answers(ask: Asker) -> bool:
    """Whether the question is answered; where it is not, how that is told is checked."""
    began = time.monotonic()
    answer = await ask.client.post(
        "/graphql", json={"query": QUESTION}, headers={"accept": "application/graphql-response+json"}
    )
    body = answer.json()
    if "errors" not in body:
        assert body["data"]["person"] == {"name": "Anna Berg", "ties": {"totalCount": 9}}
        return True
    assert time.monotonic() - began < AT_ONCE
    assert {error["extensions"]["code"] for error in body["errors"]} == {"DATABASE_UNAVAILABLE"}
    assert body["errors"][0]["extensions"]["suggestion"]
    # A field that may be null is null beside its error; the service's fault it is all the same.
    assert body.get("data", {}).get("person") is None
    return False


async def is_ready(ask: Asker) -> bool:
    began = time.monotonic()
    answer = await ask.client.get("/health/ready")
    assert time.monotonic() - began < AT_ONCE
    if answer.status_code == 503:
        assert answer.json()["status"] == "unavailable"
        assert answer.json()["code"] == "DATABASE_UNAVAILABLE"
    return answer.status_code == 200


async def is_back(ask: Asker) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if await is_ready(ask) and await answers(ask):
            return True
        await asyncio.sleep(0.2)
    return False


async def test_a_neo4j_that_is_stopped_and_started_again(tmp_path: Path, asking: Callable[[Address], Asker]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with skip_or_fail(), neo4j_from_maven(tmp_path / "data", port) as address:
        filled(address)
        ask = asking(address)
        assert await is_ready(ask) and await answers(ask)
    assert not await answers(ask)
    assert not await is_ready(ask)
    alive = await ask.client.get("/health/live")
    assert alive.status_code == 200, "the service itself is well"
    with neo4j_from_maven(tmp_path / "data", port):
        assert await is_back(ask)


async def test_an_embedded_engine_that_is_killed(tmp_path: Path, asking: Callable[[Address], Asker]) -> None:
    engine = Embedded(tmp_path)
    address = engine.open()
    try:
        filled(address)
        ask = asking(address)
        assert await is_ready(ask) and await answers(ask)
        pid = int(json.loads((tmp_path / "engine.json").read_text())["holder"]["engine_pid"])
        os.kill(pid, signal.SIGKILL)
        assert not await answers(ask)
        assert not await is_ready(ask)
        # Only now: watched from the start it is back so soon that nobody may notice.
        engine.watch()
        assert await is_back(ask)
        pid = int(json.loads((tmp_path / "engine.json").read_text())["holder"]["engine_pid"])
        os.kill(pid, signal.SIGKILL)
        assert await is_back(ask)
    finally:
        engine.close()
