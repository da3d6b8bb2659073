"""The one direction of the house: service → schema → cypher; graph text in cypher/ alone; files that fit in a head."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300
CODE = (".py", ".cypher", ".java")

# What each layer may not know of.
FORBIDDEN = {
    "cypher": {"schema", "service", "tests", "bench", "strawberry", "graphql", "starlette", "neo4j"},
    "schema": {"service", "tests", "bench", "starlette", "neo4j"},
    "service": {"tests", "bench"},
}
# Types of GraphQL that name each other, with what loads their objects.
TYPES_IN_A_CIRCLE = (
    "claim", "derived", "entities", "entity", "entity_kinds", "name", "remark", "source", "tie", "tie_fields",
)  # fmt: skip
# A clause of Cypher as it stands in text: a keyword, and the pattern or parameter that follows it.
_GRAPH_TEXT = re.compile(r"\b(MATCH|MERGE|UNWIND|CREATE|DELETE)\s*(\(|\$|CONSTRAINT|INDEX)")


def files(*folders: str) -> list[Path]:
    found = [file for folder in folders for file in (ROOT / folder).rglob("*") if file.suffix in CODE]
    assert found
    return sorted(found)


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Line and top-level package of every import of a file, those within functions too."""
    yield from ((line, module.split(".")[0]) for line, module in imported_modules(file))


def imported_modules(file: Path) -> Iterator[tuple[int, str]]:
    """Line and module of every import of a file; of what is taken from a package, as a module too."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are absolute"
            assert node.module
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_imports_only_what_lies_below(layer: str) -> None:
    upward = [
        f"{file.relative_to(ROOT)}:{line} imports {package}"
        for file in files(layer)
        if file.suffix == ".py"
        for line, package in imported(file)
        if package in FORBIDDEN[layer]
    ]
    assert upward == []


def below(layer: str) -> dict[str, set[str]]:
    """Which modules of a layer each of its modules imports."""
    modules = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in files(layer) if file.suffix == ".py"
    }
    return {
        name: {module for _, module in imported_modules(file) if module in modules} for name, file in modules.items()
    }


def test_no_modules_of_the_service_import_each_other() -> None:
    """Nor in a circle of several."""
    found = below("service")
    assert "service.cron" in found["service.scheduling"]
    TopologicalSorter(found).prepare()


def test_of_the_schema_only_types_that_name_each_other_import_each_other() -> None:
    found = below("schema")
    one = dict.fromkeys((f"schema.{name}" for name in TYPES_IN_A_CIRCLE), "types")
    parts: dict[str, set[str]] = {}
    for name, modules in found.items():
        part = one.get(name, name)
        parts.setdefault(part, set()).update({one.get(module, module) for module in modules} - {part})
    assert "types" in parts["schema.query"]
    TopologicalSorter(parts).prepare()


def test_graph_text_stands_in_cypher_alone() -> None:
    elsewhere = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files("schema", "service")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if _GRAPH_TEXT.search(line)
    ]
    assert elsewhere == []


def test_files_fit_in_a_head() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in files("cypher", "schema", "service", "tests", "bench")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_what_is_imported_is_a_dependency_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {line.partition("==")[0].lower() for line in project["dependencies"]}
    brought = packages_distributions()
    of_others = {
        package
        for file in files("cypher", "schema", "service")
        if file.suffix == ".py"
        for _, package in imported(file)
        if package not in sys.stdlib_module_names and package not in FORBIDDEN
    }
    assert "graphql" in of_others
    # A distribution may write its own name with either.
    known = {package: {each.lower().replace("_", "-") for each in brought[package]} for package in of_others}
    assert {package for package, distributions in known.items() if named.isdisjoint(distributions)} == set()


def test_every_dependency_has_a_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    every = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    assert [line for line in every if "==" not in line] == []
