"""The Neo4j of the tests is the real one, found as tests/engines.py says, and its absence is told."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import Driver, GraphDatabase

from service.address import Address
from tests.engines import (
    MAVEN,
    NEO4J_VERSION,
    NoNeo4j,
    neo4j_for_tests,
    neo4j_from_maven,
    neo4j_or_skip,
    skip_or_fail,
    wipe,
)


@pytest.fixture(scope="module")
def server() -> Iterator[Address]:
    """One of this module's own, since its tests empty it."""
    with skip_or_fail(), neo4j_from_maven() as address:
        yield address


@pytest.fixture(scope="module")
def driver(server: Address) -> Iterator[Driver]:
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver:
        yield driver


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with no Docker, no Java and no Maven."""
    for name in ("RETINUE_TEST_NEO4J_URI", "JAVA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_it_is_the_real_kernel(driver: Driver) -> None:
    record = driver.execute_query("CALL dbms.components() YIELD name, versions, edition").records[0]
    assert record.data() == {"name": "Neo4j Kernel", "versions": [NEO4J_VERSION], "edition": "community"}


def test_the_pom_names_the_same_version() -> None:
    assert re.findall(r"<version>(5\..*)</version>", MAVEN.joinpath("pom.xml").read_text()) == [NEO4J_VERSION]


def test_routing_works_as_with_a_cluster(server: Address) -> None:
    with GraphDatabase.driver(server.uri.replace("bolt:", "neo4j:"), auth=(server.user, server.password)) as driver:
        assert driver.execute_query("RETURN 1 AS one").records[0]["one"] == 1


def test_a_server_named_in_the_environment_comes_first(server: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETINUE_TEST_NEO4J_URI", server.uri)
    monkeypatch.setenv("RETINUE_TEST_NEO4J_USER", "someone")
    monkeypatch.setenv("RETINUE_TEST_NEO4J_PASSWORD", "secret")
    with neo4j_for_tests() as address:
        assert address == Address(server.uri, "someone", "secret", "neo4j")


def test_wipe_leaves_an_empty_database(server: Address, driver: Driver) -> None:
    driver.execute_query("CREATE CONSTRAINT person_id FOR (p:Person) REQUIRE p.id IS UNIQUE")
    driver.execute_query("CREATE FULLTEXT INDEX `names of all` FOR (p:Person) ON EACH [p.name]")
    driver.execute_query("UNWIND range(1, 12000) AS id CREATE (:Person {id: id})-[:KIN_OF]->(:Clan)")
    wipe(server)
    assert driver.execute_query("MATCH (n) RETURN count(n) AS nodes").records[0]["nodes"] == 0
    assert driver.execute_query("SHOW CONSTRAINTS").records == []
    assert driver.execute_query("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name").records == []


@pytest.mark.usefixtures("nothing_installed")
def test_what_is_missing_is_said() -> None:
    with pytest.raises(NoNeo4j, match=r"no Docker daemon, and no java .*version 17 or later"), neo4j_for_tests():
        pass


@pytest.mark.usefixtures("nothing_installed")
def test_without_a_neo4j_a_test_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no Neo4j: there is no Docker daemon"), neo4j_or_skip():
        pass


@pytest.mark.usefixtures("nothing_installed")
def test_without_a_neo4j_ci_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI needs a Neo4j"), neo4j_or_skip():
        pass
