"""A real Neo4j for the tests, from wherever one can be had.

`neo4j_for_tests()` takes, in this order:

1. the server that RETINUE_TEST_NEO4J_URI names (with RETINUE_TEST_NEO4J_USER, _PASSWORD, _DATABASE);
2. a container, where a Docker daemon answers (testcontainers);
3. the jars of Neo4j Community from Maven Central, where there are Maven and a JDK of version 17 or later. They are
   kept in build/neo4j/ and fetched again only when tests/neo4j_maven/pom.xml changes.

Where none of them can be had it raises NoNeo4j, with what was missing; `neo4j_or_skip()` makes a skipped test of
that, or a failed one where CI=true. A Neo4j that should be there but does not start is an error everywhere.

Neo4j Community has one user database. Tests that share the server therefore either use data that nothing else
matches, or call `wipe()` before they begin: it takes everything out of the database it is given, the one that
RETINUE_TEST_NEO4J_URI names too, so never point that at a database with anything worth keeping.

`python -m tests.engines PORT` keeps such a Neo4j running for work by hand, with its data in build/neo4j/by-hand.
"""

# What is started here is found on the path, and takes nothing from outside the repository.
# ruff: noqa: S603

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import IO, Final, LiteralString

import pytest
from neo4j import Driver, GraphDatabase

from service.address import Address

# One version everywhere: tests/neo4j_maven/pom.xml, docker-compose.yml and this. A test compares them.
NEO4J_VERSION: Final = "5.26.30"
NEO4J_IMAGE: Final = f"neo4j:{NEO4J_VERSION}-community"

ROOT: Final = Path(__file__).resolve().parent.parent
MAVEN: Final = ROOT / "tests" / "neo4j_maven"
CACHE: Final = ROOT / "build" / "neo4j"
START_SECONDS: Final = 180
OLDEST_JAVA: Final = 17


class NoNeo4j(Exception):
    """No Neo4j can be had on this machine; the message says what was missing."""


@contextmanager
def neo4j_for_tests() -> Iterator[Address]:
    """A Neo4j that answers, ended with the context where this started it. Raises NoNeo4j."""
    if "RETINUE_TEST_NEO4J_URI" in os.environ:
        yield _named_in_environment()
    elif _docker_answers():
        with _neo4j_in_container() as address:
            yield address
    else:
        with neo4j_from_maven() as address:
            yield address


@contextmanager
def neo4j_or_skip() -> Iterator[Address]:
    """`neo4j_for_tests()` for a fixture: without a Neo4j its tests are skipped, where CI=true they fail."""
    with skip_or_fail(), neo4j_for_tests() as address:
        yield address


@contextmanager
def skip_or_fail() -> Iterator[None]:
    """Around the start of an engine: NoNeo4j becomes a skipped test, or a failed one where CI=true."""
    try:
        yield
    except NoNeo4j as missing:
        if os.environ.get("CI", "").lower() in {"true", "1"}:
            pytest.fail(f"CI needs a Neo4j: {missing}", pytrace=False)
        pytest.skip(f"no Neo4j: {missing}")


def wipe(address: Address) -> None:
    """Take everything out of the database: nodes and relationships, constraints, indexes."""
    with _driver(address) as driver:
        for name in _asked(driver, address, "SHOW CONSTRAINTS YIELD name"):
            _asked(driver, address, "DROP CONSTRAINT $name", name=name)
        for name in _asked(driver, address, _INDEXES):
            _asked(driver, address, "DROP INDEX $name", name=name)
        _asked(driver, address, _EMPTY)


def empty(address: Address) -> None:
    """Take the nodes and relationships out of the database."""
    with _driver(address) as driver:
        _asked(driver, address, _EMPTY)


def form_of(address: Address) -> list[str]:
    """The names of the indexes of the database, without the look-up indexes that every new one has."""
    with _driver(address) as driver:
        return _asked(driver, address, _INDEXES)


_INDEXES: Final = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name ORDER BY name"
_EMPTY: Final = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"


def _asked(driver: Driver, address: Address, query: LiteralString, **parameters: str) -> list[str]:
    with driver.session(database=address.database) as session:
        return [str(record[0]) for record in session.run(query, parameters)]


def _driver(address: Address) -> Driver:
    return GraphDatabase.driver(address.uri, auth=(address.user, address.password))


def _named_in_environment() -> Address:
    address = Address(
        uri=os.environ["RETINUE_TEST_NEO4J_URI"],
        user=os.environ.get("RETINUE_TEST_NEO4J_USER", "neo4j"),
        password=os.environ.get("RETINUE_TEST_NEO4J_PASSWORD", ""),
        database=os.environ.get("RETINUE_TEST_NEO4J_DATABASE", "neo4j"),
    )
    with _driver(address) as driver:
        driver.verify_connectivity()
    return address


def _docker_answers() -> bool:
    docker = shutil.which("docker")
    return docker is not None and subprocess.run([docker, "info"], capture_output=True, check=False).returncode == 0


@contextmanager
def _neo4j_in_container() -> Iterator[Address]:
    # Imported here: the docker client takes half a second, and where no Docker is nothing needs it.
    from testcontainers.community.neo4j import Neo4jContainer

    with Neo4jContainer(NEO4J_IMAGE) as container:
        yield Address(
            uri=container.get_connection_url(),
            user=container.username,
            password=container.password,
            database="neo4j",
        )


@contextmanager
def neo4j_from_maven(data: Path | None = None, port: int = 0, heap: str = "512m") -> Iterator[Address]:
    """A Neo4j from its jars, ready in some 10 to 20 s; it takes any user name and password.

    Without `data` it begins empty and leaves nothing behind; with a folder and a port it can be ended and started
    again as the same server, for tests of what happens when the database goes away. Raises NoNeo4j.
    """
    java, jars = _java(), _jars()
    with tempfile.TemporaryDirectory(prefix="retinue-neo4j-") as folder, _log(folder) as log:
        process = subprocess.Popen(
            [
                *(java, f"-Xmx{heap}", "-XX:+UseSerialGC"),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                *("-cp", f"{jars}/*", str(MAVEN / "RunNeo4j.java"), str(data or Path(folder, "data")), str(port)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C ends the tests first and this with them, not both at once
        )
        with process:
            try:
                bolt = _ready_port(process)
                if bolt is None:
                    raise RuntimeError(f"Neo4j did not start:\n{Path(log.name).read_text()[-3000:]}")
                # It asks for no password, but the service has to be given one.
                yield Address(f"bolt://127.0.0.1:{bolt}", user="neo4j", password="any", database="neo4j")  # noqa: S106
            finally:
                _end(process)


def _ready_port(process: "subprocess.Popen[str]") -> str | None:
    """The bolt port, as soon as Neo4j has printed it; None where it ended or took too long."""
    assert process.stdout is not None
    too_long = Timer(START_SECONDS, process.kill)
    too_long.start()
    try:
        for line in process.stdout:
            if line.startswith("READY "):
                return line.split()[1]
        return None
    finally:
        too_long.cancel()


def _end(process: "subprocess.Popen[str]") -> None:
    """Close its standard input, which it takes as the word to stop; by force after 20 s."""
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()


def _java() -> str:
    """The path of a Java that can run a source file: a JDK, not a bare runtime. Raises NoNeo4j."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None) or shutil.which("java")
    if java is None:
        raise NoNeo4j(f"there is no Docker daemon, and no java (a JDK of version {OLDEST_JAVA} or later is needed)")
    listed = subprocess.run([java, "--list-modules"], capture_output=True, text=True, check=False).stdout
    modules = dict(line.split("@", 1) for line in listed.splitlines() if "@" in line)
    if "jdk.compiler" not in modules:
        raise NoNeo4j(f"{java} is no JDK: it lacks the compiler (a JDK of version {OLDEST_JAVA} or later is needed)")
    if int(modules["jdk.compiler"].split(".")[0]) < OLDEST_JAVA:
        raise NoNeo4j(f"{java} is Java {modules['jdk.compiler']}, and version {OLDEST_JAVA} or later is needed")
    return java


def _jars() -> Path:
    """The folder of Neo4j's jars, fetched by Maven at first. Raises NoNeo4j."""
    pom = MAVEN / "pom.xml"
    jars = CACHE / f"jars-{hashlib.sha256(pom.read_bytes()).hexdigest()[:12]}"
    if jars.is_dir():
        return jars
    maven = shutil.which("mvn")
    if maven is None:
        raise NoNeo4j("there is no Docker daemon, and no mvn to fetch Neo4j's jars")
    CACHE.mkdir(parents=True, exist_ok=True)
    # Fetched beside their place and moved there whole: what an interrupted run leaves is never taken for all of them.
    with tempfile.TemporaryDirectory(dir=CACHE, prefix="fetching-") as folder:
        fetched = Path(folder, "jars")
        goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={fetched}"]
        run = subprocess.run([maven, "-q", "-B", "-f", pom, *goal], capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise NoNeo4j(f"mvn could not fetch Neo4j's jars:\n{(run.stdout + run.stderr)[-2000:]}")
        with suppress(OSError):  # another run was quicker
            fetched.rename(jars)
    return jars


def _log(folder: str) -> IO[str]:
    return Path(folder, "neo4j.log").open("w+")


def main(port: int) -> None:
    """Keep a Neo4j running on that port until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with suppress(KeyboardInterrupt), neo4j_from_maven(CACHE / "by-hand", port, heap="1g") as address:
        print(f"Neo4j {NEO4J_VERSION} at {address.uri}, any user name and password; Ctrl-C ends it.", flush=True)
        signal.pause()


if __name__ == "__main__":
    main(int(sys.argv[1]))
