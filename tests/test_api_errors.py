"""What a client is told when something is wrong: a stable code, where it was, and what to do about it.

The HTTP layer by itself is tested over a toy schema (`test_graphql_http.py`); here it is the whole application.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import schema
import service
from schema import errors
from service.address import Address
from tests.conftest import Asker

README = Path(__file__).parent.parent / "README.md"
# What a client may be told in answer to a query.
CODES = {"BAD_INPUT", "NOT_FOUND", "BAD_CURSOR", "TOO_BROAD", "TOO_LARGE", "TIMEOUT", "INTERNAL"} | {
    "DATABASE_UNAVAILABLE"
}
# Fifty levels and more: three for each way from an entity to another.
DEEP = "{ ties { nodes { to " * 17 + "{ id }" + " } } }" * 17
MANY = str([f"n{number}" for number in range(101)]).replace("'", '"')
RESPONSE = "application/graphql-response+json"


@pytest.fixture
def ask(norland: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(norland)


def kinds_of(error: type[errors.RetinueError]) -> Iterator[type[errors.RetinueError]]:
    """An error and all that are derived from it, but for those of tests."""
    if error.__module__.split(".")[0] in {"schema", "service"}:
        yield error
    for each in error.__subclasses__():
        yield from kinds_of(each)


def test_the_codes_are_a_short_documented_list() -> None:
    for package in (schema, service):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    kinds = set(kinds_of(errors.RetinueError))
    codes = {kind.code for kind in kinds}
    assert codes >= CODES
    described = README.read_text(encoding="utf-8").partition("\n## Errors\n")[2]
    assert sorted(re.findall(r"^\| `([A-Z_]+)` \| \w", described, re.MULTILINE)) == sorted(codes)
    # The tree of the module's docstring has them all.
    tree = set(re.findall(r"─ (\w+) +([A-Z_]+) ", errors.__doc__ or ""))
    assert tree == {(kind.__name__, kind.code) for kind in kinds - {errors.RetinueError}}


async def refused(ask: Asker, **request: Any) -> tuple[int, dict[str, Any]]:
    """Status and the only error of a request as it goes over HTTP."""
    answer: httpx.Response = await ask.client.post("/graphql", **request)
    body = answer.json()
    assert set(body) <= {"errors", "data"}
    (error,) = body["errors"]
    assert error["message"] and error["extensions"]["code"] in CODES
    return answer.status_code, error


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"content": b'{"query": ', "headers": {"content-type": "application/json"}}, 400, "BAD_INPUT"),
        ({"content": b'{"query": "{ a }"}', "headers": {"content-type": "text/plain"}}, 415, "BAD_INPUT"),
        ({"data": {"query": "{ sources { totalCount } }"}}, 415, "BAD_INPUT"),
        ({"json": {}}, 400, "BAD_INPUT"),
        ({"json": [{"query": "{ sources { totalCount } }"}]}, 400, "BAD_INPUT"),
        ({"json": {"query": "{ sources { totalCount } }", "variables": "x" * 300_000}}, 413, "TOO_LARGE"),
    ],
)
async def test_what_is_no_request(request_: dict[str, Any], status: int, code: str, ask: Asker) -> None:
    found, error = await refused(ask, **request_)
    assert (found, error["extensions"]["code"]) == (status, code)
    assert ask.trips == 0


@pytest.mark.parametrize(
    ("query", "variables", "code", "words"),
    [
        ("{ nothing }", {}, "BAD_INPUT", "nothing"),
        ("{ people { nodes { patron } } }", {}, "BAD_INPUT", "patrons"),
        ("{ people { nodes }", {}, "BAD_INPUT", "Syntax Error"),
        ("", {}, "BAD_INPUT", ""),
        ("{ entity { id } }", {}, "BAD_INPUT", "id"),
        ("{ ties(kinds: [KNOWS]) { totalCount } }", {}, "BAD_INPUT", "KNOWS"),
        ("query ($id: ID!) { entity(id: $id) { id } }", {}, "BAD_INPUT", "$id"),
        ("query ($first: Int) { people(first: $first) { totalCount } }", {"first": "ten"}, "BAD_INPUT", "$first"),
        ("query ($day: Date) { view(asOf: $day) { asOf } }", {"day": "2022-02-30"}, "BAD_INPUT", "2022-02-30"),
        ("query ($day: Date) { view(asOf: $day) { asOf } }", {"day": "4 January 2022"}, "BAD_INPUT", "2022-01-05"),
        ("query ($day: Date) { view(asOf: $day) { asOf } }", {"day": "2022-01"}, "BAD_INPUT", "2022-01"),
        ("query ($day: Date) { view(asOf: $day) { asOf } }", {"day": 20220104}, "BAD_INPUT", "20220104"),
        ('{ view(asOf: "2022-13-01") { asOf } }', {}, "BAD_INPUT", "2022-13-01"),
        ("{ view(knownAt: 2022) { asOf } }", {}, "BAD_INPUT", "2022"),
        ("{ people { nodes " + DEEP + " } }", {}, "TOO_LARGE", "levels"),
        ("{ " + " ".join(f"a{n}: sources {{ totalCount }}" for n in range(100)) + " }", {}, "TOO_LARGE", "at most"),
    ],
)  # fmt: skip
async def test_what_cannot_be_executed(
    query: str, variables: dict[str, Any], code: str, words: str, ask: Asker
) -> None:
    """Told before anything is read: 400 and no data where the media type tells by status."""
    status, error = await refused(ask, json={"query": query, "variables": variables}, headers={"accept": RESPONSE})
    assert (status, error["extensions"]["code"]) == (400, code)
    assert words in error["message"] + error["extensions"].get("suggestion", "")
    assert ask.trips == 0


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("people(first: 1000) { totalCount }", "BAD_INPUT"),
        ('people(after: "x") { totalCount }', "BAD_CURSOR"),
        ('patronage(around: "ministry", maxDepth: 50) { totalCount }', "BAD_INPUT"),
        ('patronage(around: "ministry", timing: SNAPSHOT) { totalCount }', "BAD_INPUT"),
        ('patronage(around: "minstry") { totalCount }', "NOT_FOUND"),
        ('disputes(about: "minstry") { totalCount }', "NOT_FOUND"),
        ('changes(from: "2021-01-01", to: "2020-01-01") { totalCount }', "BAD_INPUT"),
        (f"nodes(ids: {MANY}) {{ id }}", "BAD_INPUT"),
    ],
)  # fmt: skip
async def test_a_field_that_cannot_be_answered(field: str, code: str, ask: Asker) -> None:
    status, body = await ask.post(f"{{ {field} }}")
    (error,) = body["errors"]
    assert (status, error["extensions"]["code"]) == (200, code)
    assert error["path"] == [field.split("(")[0]] and error["locations"]
    assert error["extensions"].get("suggestion") or "between" in error["message"] or "more than" in error["message"]


async def test_an_unknown_id_is_null_where_it_is_asked_for_and_an_error_where_it_is_needed(ask: Asker) -> None:
    fields = ("entity", "person", "institution", "clan", "country", "event", "place", "source", "node")
    asked = " ".join(f'{field}(id: "minstry") {{ id }}' for field in fields)
    assert await ask(f"{{ {asked} }}") == dict.fromkeys(fields)
    error = await ask.error('{ patronage(around: "minstry") { totalCount } }')
    assert error["extensions"]["nearest"][0] == "ministry"
    assert "ministry" in error["extensions"]["suggestion"]
    far = await ask.error('{ patronage(around: "qqqqqqqq") { totalCount } }')
    assert far["extensions"]["nearest"] == [] and far["extensions"]["suggestion"]


async def test_text_from_outside_is_never_part_of_a_query(ask: Asker) -> None:
    for text in ("anna'}) DETACH DELETE n //", "anna`", "$version", "{{kind}}", "\u0000", "a" * 10_000, "Ԇ"):
        assert (await ask("query ($id: ID!) { entity(id: $id) { id } }", {"id": text}))["entity"] is None
        error = await ask.error("query ($id: ID!) { patronage(around: $id) { totalCount } }", {"id": text})
        assert error["extensions"]["code"] == "NOT_FOUND"
    assert (await ask("{ people { totalCount } }"))["people"]["totalCount"] == 5
