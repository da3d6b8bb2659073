"""Databases to measure on: the embedded ArcadeDB and a real Neo4j, each as the service would use it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import httpx

from service.address import Address
from service.embedded import Embedded
from service.sync.migrating import migrate
from service.sync.store import Store
from tests.commands import database_variables
from tests.engines import NEO4J_VERSION, neo4j_from_maven, wipe

HEAP = "1g"


@dataclass(frozen=True)
class Graph:
    """A database of its own, with its migrations done, and the settings by which a service finds it."""

    address: Address
    environment: dict[str, str] = field(repr=False)


class Engine(Protocol):
    """One of the two databases. Each graph that it gives is empty and there for as long as its context lasts."""

    name: str
    about: str

    @contextmanager
    def graph(self) -> Iterator[Graph]:
        """An empty graph on a running engine."""
        yield from ()

    @contextmanager
    def nothing(self) -> Iterator[dict[str, str]]:
        """The settings of a service that has never been started: no graph, no embedded engine running."""
        yield from ()

    def close(self) -> None: ...


class ArcadeDB:
    """The embedded engine: a process and a data folder for each graph that is needed at the same time."""

    name = "ArcadeDB"

    def __init__(self) -> None:
        self.about = f"embedded, arcadedb-embedded {version('arcadedb-embedded')}, heap {HEAP}"
        self._idle: list[Graph] = []
        self._started = ExitStack()

    @contextmanager
    def graph(self) -> Iterator[Graph]:
        graph = self._idle.pop() if self._idle else self._start()
        for command in ("drop", "create"):
            _command(graph.address, f"{command} database {graph.address.database}")
        try:
            yield _migrated(graph)
        finally:
            self._idle.append(graph)

    @contextmanager
    def nothing(self) -> Iterator[dict[str, str]]:
        with tempfile.TemporaryDirectory(prefix="retinue-bench-") as data:
            yield {"RETINUE_DATA": data, "RETINUE_HEAP": HEAP}

    def close(self) -> None:
        self._started.close()

    def _start(self) -> Graph:
        environment = self._started.enter_context(self.nothing())
        engine = Embedded(Path(environment["RETINUE_DATA"]), heap=HEAP)
        self._started.callback(engine.close)
        return Graph(engine.open(), environment)


def _command(address: Address, command: str) -> None:
    """What ArcadeDB takes over HTTP only."""
    login = (address.user, address.password)
    httpx.post(
        f"{address.fulltext_http}/api/v1/server", json={"command": command}, auth=login, timeout=60
    ).raise_for_status()


class Neo4j:
    """Neo4j Community from its jars: a server for each graph that is needed at the same time, emptied in between.

    `given` is a server to begin with; whatever is in it is lost. Raises tests.engines.NoNeo4j where more are needed
    and none can be had.
    """

    name = "Neo4j"

    def __init__(self, given: Address | None = None) -> None:
        self.about = f"Community {NEO4J_VERSION}, heap {HEAP}"
        self._idle = [given] if given else []
        self._started = ExitStack()

    @contextmanager
    def graph(self) -> Iterator[Graph]:
        address = self._idle.pop() if self._idle else self._start()
        wipe(address)
        try:
            yield _migrated(Graph(address, database_variables(address)))
        finally:
            self._idle.append(address)

    @contextmanager
    def nothing(self) -> Iterator[dict[str, str]]:
        with self.graph() as graph:
            wipe(graph.address)
            yield graph.environment

    def close(self) -> None:
        self._started.close()

    def _start(self) -> Address:
        # The tests start it with the quick compiler alone, which would make the database slower, and so the service
        # faster in proportion to it, than they are. This variable is the one that the command line does not override.
        before = os.environ.get("_JAVA_OPTIONS")
        os.environ["_JAVA_OPTIONS"] = "-XX:TieredStopAtLevel=4"
        try:
            return self._started.enter_context(neo4j_from_maven(heap=HEAP))
        finally:
            os.environ.pop("_JAVA_OPTIONS")
            if before is not None:
                os.environ["_JAVA_OPTIONS"] = before


def _migrated(graph: Graph) -> Graph:
    with Store(graph.address) as store:
        migrate(store)
    return graph
