"""Dockerfile, docker-compose.yml and the lock files, without a Docker daemon.

What can be said without one: that they are valid, that they hold what they promise, and that they fit one another.
`python -m tests.image_by_hand` goes further where debootstrap is: it carries out the Dockerfile in a Debian folder.
"""

import re
import subprocess
import sys
import tomllib
from typing import Any, Final

import pytest
import yaml

from tests.engines import NEO4J_IMAGE, ROOT
from tests.image_by_hand import Instruction, instructions

DOCKERFILE: Final = ROOT / "Dockerfile"
COMPOSE: Final = ROOT / "docker-compose.yml"


def run_tool(name: str, *arguments: str) -> None:
    """Run a command of the virtual environment; what it complains of is the failure's text."""
    command = [f"{sys.prefix}/bin/{name}", *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - only the names below
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return loaded


@pytest.fixture(scope="module")
def dockerfile() -> list[Instruction]:
    return instructions(DOCKERFILE.read_text())


def test_compose_file_follows_the_specification() -> None:
    run_tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE))


def test_dockerfile_passes_hadolint() -> None:
    run_tool("hadolint", "--failure-threshold", "info", str(DOCKERFILE))


def test_no_password_has_a_default(compose: dict[str, Any]) -> None:
    settings = {
        name: value
        for service in compose["services"].values()
        for name, value in service["environment"].items()
        if re.search(r"PASSWORD|AUTH|SECRET|TOKEN", name)
    }
    assert settings.keys() == {"RETINUE_NEO4J_PASSWORD", "NEO4J_AUTH"}
    # `:?` ends docker compose with the message where the variable is missing or empty.
    assert all(re.fullmatch(r"(neo4j/)?\$\{NEO4J_PASSWORD:\?[^}]+}", value) for value in settings.values()), settings


def test_dockerfile_holds_no_secret() -> None:
    assert not re.search(r"(?i)password|secret|token", DOCKERFILE.read_text())


@pytest.mark.parametrize("service", ["retinue", "neo4j"])
def test_no_service_has_rights_it_does_not_need(compose: dict[str, Any], service: str) -> None:
    definition = compose["services"][service]
    user, group = definition["user"].split(":")
    assert int(user) > 0 and int(group) > 0
    assert definition["cap_drop"] == ["ALL"]
    assert definition["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "pid"} & definition.keys()
    assert all(port.startswith("127.0.0.1:") for port in definition["ports"])
    assert {volume.split(":")[0] for volume in definition.get("volumes", ())} <= compose["volumes"].keys()


def test_beside_a_neo4j_the_service_writes_nothing_of_its_own(compose: dict[str, Any]) -> None:
    definition = compose["services"]["retinue"]
    assert definition["read_only"] and "volumes" not in definition


def test_the_service_waits_for_a_healthy_neo4j(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["retinue"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert services["neo4j"]["healthcheck"]["test"][0] == "CMD-SHELL"
    assert services["retinue"]["environment"]["RETINUE_NEO4J_URI"] == "bolt://neo4j:7687"
    assert services["retinue"]["read_only"] is True


def test_neo4j_is_the_one_of_the_tests(compose: dict[str, Any]) -> None:
    assert compose["services"]["neo4j"]["image"] == NEO4J_IMAGE


def test_compose_and_image_mean_the_same_user(compose: dict[str, Any], dockerfile: list[Instruction]) -> None:
    users = [instruction.value for instruction in dockerfile if instruction.word == "USER"]
    assert users == [compose["services"]["retinue"]["user"]]


def test_image_is_pinned_checked_and_not_root(dockerfile: list[Instruction]) -> None:
    words = [instruction.word for instruction in dockerfile]
    bases = {instruction.value.split()[0] for instruction in dockerfile if instruction.word == "FROM"}
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", base) for base in bases), bases
    assert len(bases) == 1, "the virtual environment is copied from one stage to the other: same Python in both"
    assert "HEALTHCHECK" in words and "ADD" not in words
    last_stage = words[len(words) - words[::-1].index("FROM") :]
    assert last_stage.index("USER") < last_stage.index("ENTRYPOINT")


def test_locks_hold_every_dependency_and_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = project["build-system"]["requires"] + project["project"]["dependencies"]
    runtime = [need.partition(";")[0] for need in runtime]  # the systems that one is for stand behind it in both
    development = runtime + project["project"]["optional-dependencies"]["dev"]
    for lock, requirements in {"requirements.lock": runtime, "requirements-dev.lock": development}.items():
        text = (ROOT / lock).read_text()
        locked = {line.split()[0].lower() for line in text.splitlines() if re.match(r"\w", line)}
        names = {line.split("==")[0] for line in locked}
        missing = {need for need in map(str.lower, requirements) if need not in (locked if "==" in need else names)}
        assert not missing, f"{lock} is older than pyproject.toml: make lock"
        assert "://" not in text
