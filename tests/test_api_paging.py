"""Relay's cursor connections, in full, over every list there is: what a page holds, and what lies around it."""

import base64
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.address import Address
from tests.conftest import Asker, Engine
from tests.made_up import claim, entity, made_up, source, tie, told

COUNT = 23
# Names that differ in case only, and not at all: the id decides.
NAMES = [f"{'Anna' if n % 2 else 'anna'} {n // 4}" for n in range(COUNT)]
PEOPLE = [{**entity(f"person-{n:02}"), "names": [{"text": name}]} for n, name in enumerate(NAMES)]
CLANS = [entity(f"clan-{n:02}", "CLAN") for n in range(COUNT)]


def remark(about: str, said_by: str, number: int) -> dict[str, Any]:
    made = {"id": f"remark-{number:02}", "about": about, "source": said_by, "text": f"Number {number}."}
    return {"type": "remark", **made}


@pytest.fixture(scope="module")
def crowd(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """Everybody holds a post in one hall, from days that some of them share; half of it is denied."""
    posts = [tie("HOLDS_POST", f"person-{n:02}", "hall", f"post-{n:02}") for n in range(COUNT)]
    records: list[dict[str, Any]] = [entity("hall", "INSTITUTION"), *PEOPLE, *CLANS]
    for n, post in enumerate(posts):
        records.append(source(f"source-{n:02}", f"2020-01-{n // 3 + 1:02}"))
        dated = {} if n % 5 == 0 else {"start": f"2019-0{n % 3 + 1}-01"}
        records.append(claim(post, f"source-{n:02}", id=f"claim-{n:02}", **dated))
        records.append(claim("post-00", f"source-{n:02}", id=f"again-{n:02}", note="Said again."))
        records.append(claim(post["id"], f"source-{n:02}", id=f"denial-{n:02}", stance="DENIES"))
        records += [remark("hall", f"source-{n:02}", n), remark(f"clan-{n:02}", "source-00", n + 50)]
    folder: Path = tmp_path_factory.mktemp("crowd")
    for address in made_up(engine):
        told(address, folder, records, "crowd")
        yield address


@pytest.fixture
def ask(crowd: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(crowd)


PAGE = """{ totalCount nodes { id } edges { cursor node { id } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"""
# What stands for the id in lists of things that have none.
WITHOUT_ID = {"changes": "{ date tie { id } }", "patronage": "{ sentence }"}
# Each list: the field with its parents, what it is paged with, and how many it holds.
BOTH_WAYS = {
    "people": COUNT,
    "clans": COUNT,
    "sources": COUNT,
    "ties": COUNT,
    "claims": 3 * COUNT,
    "remarks": 2 * COUNT,
    'institution(id: "hall") { ties': COUNT,
    'institution(id: "hall") { holders': COUNT,
    'view(asOf: "2019-06-01", knownAt: "2020-01-31") { people': COUNT,
    'view(asOf: "2019-06-01") { institution(id: "hall") { holders': COUNT,
}
FORWARD = {
    'institution(id: "hall") { remarks': COUNT,
    'node(id: "post-00") { ... on Tie { claims': COUNT + 2,
    'source(id: "source-00") { remarks': COUNT + 1,
    "disputes": COUNT,
    'changes(from: "2018-01-01", to: "2021-01-01"': 18,
    'changes(from: "2018-01-01", to: "2021-01-01", axis: KNOWLEDGE': COUNT + 7,
    'patronage(around: "hall"': 0,
}


async def page(ask: Asker, field: str, **arguments: Any) -> dict[str, Any]:
    """One page of a list; the arguments as they are in GraphQL."""
    return connection(await ask(question(field, **arguments)))


def question(field: str, **arguments: Any) -> str:
    given = ", ".join(f"{name}: {orjson.dumps(value).decode()}" for name, value in arguments.items())
    body = PAGE.replace("{ id }", WITHOUT_ID.get(field.split("(")[0], "{ id }"))
    if field.count("(") > field.count(")"):
        field += f"{', ' if given else ''}{given})"
    elif given:
        field += f"({given})"
    return f"{{ {field} {body} {'}' * field.count('{')} }}"


def connection(data: dict[str, Any]) -> dict[str, Any]:
    while "totalCount" not in data:
        (data,) = data.values()
    return data


def ids(found: dict[str, Any]) -> list[str]:
    assert [edge["node"] for edge in found["edges"]] == found["nodes"]
    cursors = [edge["cursor"] for edge in found["edges"]]
    assert len(set(cursors)) == len(cursors)
    assert found["pageInfo"]["startCursor"] == (cursors[0] if cursors else None)
    assert found["pageInfo"]["endCursor"] == (cursors[-1] if cursors else None)
    return [str(node.get("id") or node) for node in found["nodes"]]


@pytest.mark.parametrize(("field", "count"), [*BOTH_WAYS.items(), *FORWARD.items()])
async def test_all_pages_forward_give_each_once(field: str, count: int, ask: Asker) -> None:
    whole = await page(ask, field, first=100)
    every = ids(whole)
    assert len(every) == len(set(every)) == whole["totalCount"] == count
    walked: list[str] = []
    after: dict[str, Any] = {}
    while True:
        found = await page(ask, field, first=5, **after)
        assert found["totalCount"] == count
        assert found["pageInfo"]["hasPreviousPage"] == bool(walked)
        walked += ids(found)
        assert found["pageInfo"]["hasNextPage"] == (len(walked) < count)
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = {"after": found["pageInfo"]["endCursor"]}
    assert walked == every


@pytest.mark.parametrize(("field", "count"), BOTH_WAYS.items())
async def test_all_pages_backward_give_each_once(field: str, count: int, ask: Asker) -> None:
    every = ids(await page(ask, field, first=100))
    walked: list[str] = []
    before: dict[str, Any] = {}
    while True:
        found = await page(ask, field, last=5, **before)
        assert found["totalCount"] == count
        assert found["pageInfo"]["hasNextPage"] == bool(walked)
        walked = ids(found) + walked
        assert found["pageInfo"]["hasPreviousPage"] == (len(walked) < count)
        if not found["pageInfo"]["hasPreviousPage"]:
            break
        before = {"before": found["pageInfo"]["startCursor"]}
    assert walked == every


@pytest.mark.parametrize("field", ["people", 'institution(id: "hall") { ties'])
async def test_any_combination_of_the_four_arguments(field: str, ask: Asker) -> None:
    """Against Relay's own words: cut at the cursors, then the first, then the last of these."""
    whole = await page(ask, field, first=100)
    every, cursors = ids(whole), [edge["cursor"] for edge in whole["edges"]]
    for first, last, after, before in product((None, 0, 3, COUNT), (None, 0, 2, 100), (None, 4), (None, 9, 22)):
        arguments = {"first": first, "last": last, "after": after, "before": before}
        given = {name: value for name, value in arguments.items() if value is not None}
        for name in ("after", "before"):
            if name in given:
                given[name] = cursors[given[name]]
        found = await page(ask, field, **given)
        expected = every[0 if after is None else after + 1 : before]
        if first is None and last is None:
            first = 20
        if first is not None:
            expected = expected[:first]
        if last is not None:
            expected = expected[max(0, len(expected) - last) :]
        assert ids(found) == expected, arguments
        if expected:
            # There is a next page where anything follows in the list, a previous one where anything precedes.
            assert found["pageInfo"]["hasNextPage"] == (expected[-1] != every[-1]), arguments
            assert found["pageInfo"]["hasPreviousPage"] == (expected[0] != every[0]), arguments


async def test_twenty_unless_said_and_a_hundred_at_most(ask: Asker) -> None:
    assert len(ids(await page(ask, "people"))) == 20
    assert len(ids(await page(ask, "people", first=None, after=None, last=None, before=None))) == 20
    assert len(ids(await page(ask, "claims", first=100))) == 69
    empty = await page(ask, "people", first=0)
    assert (empty["nodes"], empty["edges"], empty["totalCount"]) == ([], [], COUNT)
    assert empty["pageInfo"]["hasNextPage"] is True


async def test_an_order_that_does_not_hang_on_case_or_chance(ask: Asker) -> None:
    found = ids(await page(ask, "people", first=100))
    assert found == [f"person-{n:02}" for n in range(COUNT)]


@pytest.mark.parametrize("arguments", [{"first": 101}, {"first": -1}, {"first": 1000}, {"last": 101}, {"last": -1},
                                       {"first": 5, "last": 1000}])  # fmt: skip
@pytest.mark.parametrize("field", ["people", 'institution(id: "hall") { holders', "claims"])
async def test_pages_of_an_impossible_size(field: str, arguments: dict[str, int], ask: Asker) -> None:
    error = await ask.error(question(field, **arguments))
    assert error["extensions"]["code"] == "BAD_INPUT"
    name = "last" if "last" in arguments else "first"
    assert error["message"].startswith(f"{name}: {arguments[name]} ")
    assert "100" in error["extensions"]["suggestion"]


async def test_a_cursor_of_another_list(ask: Asker) -> None:
    """Another field, other arguments, another view: each has cursors of its own."""
    cursor = (await page(ask, "people", first=1))["pageInfo"]["endCursor"]
    for field in ("clans", "sources", "ties", 'institution(id: "hall") { ties', 'view(asOf: "2020-01-01") { people',
                  'view(knownAt: "2020-01-01") { people', "view(certainty: CERTAIN) { people"):  # fmt: skip
        for name in ("after", "before"):
            error = await ask.error(question(field, **{name: cursor}))
            assert error["extensions"]["code"] == "BAD_CURSOR", field
            assert error["message"].startswith(f"{name}: this cursor comes from another query")
    assert ids(await page(ask, "view { people", first=1, after=cursor)) == ["person-01"], "the view without dates"
    changes = 'changes(from: "2000-01-01", to: "2030-01-01", axis: KNOWLEDGE, '
    cursor = (await ask(f"{{ {changes} first: 1) {{ pageInfo {{ endCursor }} }} }}"))["changes"]["pageInfo"][
        "endCursor"
    ]
    error = await ask.error(
        f'{{ view(knownAt: "2030-01-01") {{ {changes} after: "{cursor}") {{ nodes {{ kind }} }} }} }}'
    )
    assert error["extensions"]["code"] == "BAD_CURSOR"


async def test_a_cursor_of_the_same_list_of_another_entity(ask: Asker) -> None:
    """It is a place in an order that both lists have, and is taken as such."""
    cursor = (await page(ask, 'source(id: "source-00") { remarks', first=1))["pageInfo"]["endCursor"]
    other = 'source(id: "source-01") { remarks'
    every = ids(await page(ask, other, first=100))
    assert every
    assert ids(await page(ask, other, first=100, after=cursor)) == every


async def test_broken_cursors(ask: Asker) -> None:
    cursor = (await page(ask, "people", first=1))["pageInfo"]["endCursor"]
    mark, check, *keys = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))

    def made(*parts: Any) -> str:
        return base64.urlsafe_b64encode(orjson.dumps(list(parts))).decode().rstrip("=")

    broken = ["x", "!!!", cursor[:-3], cursor + "A", "ünïcödé", made(), made(mark), made(mark, check), made(1, 2, 3),
              made(mark, check, *keys[:-1]), made(mark, check, 1, {}), made(mark, check, None, None),
              base64.urlsafe_b64encode(b'{"a": 1}').decode(), "A" * 10_000]  # fmt: skip
    for each in broken:
        for field in ("people", "disputes"):
            error = await ask.error(question(field, after=each))
            assert error["extensions"]["code"] == "BAD_CURSOR", each[:100]
            assert len(error["message"]) < 200


async def test_pages_stand_still_while_rows_are_added(ask: Asker, crowd: Address, tmp_path: Path) -> None:
    """Cursors are keys and not positions: what comes before a cursor does not shift what comes after."""
    first = await page(ask, "clans", first=10)
    names = ["clan-", "clan-09-a", "zoo"]
    more = [{**entity(f"more-{n}", "CLAN"), "names": [{"text": text}]} for n, text in enumerate(names)]
    told(crowd, tmp_path, [*more, *(remark(f"more-{n}", "source-00", 90 + n) for n in range(3))], "more")
    rest = await page(ask, "clans", first=100, after=first["pageInfo"]["endCursor"])
    assert rest["totalCount"] == COUNT + 3
    assert ids(rest) == ["more-1", *(f"clan-{n:02}" for n in range(10, COUNT)), "more-2"]
    back = await page(ask, "clans", last=100, before=first["pageInfo"]["endCursor"])
    assert ids(back) == ["more-0", *(f"clan-{n:02}" for n in range(9))]
