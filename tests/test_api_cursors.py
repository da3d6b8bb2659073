"""Cursors that nobody gave out: well formed, with keys of other types than those of their list."""

import base64
from typing import Any

import orjson
import pytest

from schema.orders import EntityOrderField, SourceOrderField, StatementOrderField, TieOrderField
from schema.paging import encoded
from tests.conftest import Asker

DAYS = 'from: "2021-12-01", to: "2022-02-28"'
POLICY = "view(policy: {modality: [STATED, REPORTED, ALLEGED]})"
# Every list, but for lists of one kind that are read alike.
LISTS = [
    "people",
    "sources",
    "ties",
    "claims",
    "remarks",
    "questions",
    "disputes",
    "derivedTies",
    f"changes({DAYS})",
    f"changes({DAYS}, axis: KNOWLEDGE)",
    'timeline(about: ["knb"])',
    'patronage(around: "knb")',
    'paths(from: "nursultan-nazarbayev", to: "knb")',
    "measures(kind: DEGREE)",
    'measures(kind: TURNOVER, from: "2000-01-01", to: "2022-02-28")',
    'compareMeasures(kind: DEGREE, asOf: ["2021-12-01", "2022-02-28"])',
    'institution(id: "knb") { ties',
    'institution(id: "knb") { remarks',
    f"{POLICY} {{ people",
    f"{POLICY} {{ claims(orderBy: {{field: DATE}})",
    f"{POLICY} {{ disputes",
    *(f"people(orderBy: {{field: {field}}})" for field in EntityOrderField),
    *(f"ties(orderBy: {{field: {field}}})" for field in TieOrderField),
    *(f"claims(orderBy: {{field: {field}, direction: DESC}})" for field in StatementOrderField),
    *(f"sources(orderBy: {{field: {field}}})" for field in SourceOrderField),
]
OTHERS: list[Any] = [None, True, 7, 7.5, "x", [], [7], ["x"], [[]], {}, 2**60, -(2**63)]


def question(field: str, cursor: str | None = None) -> str:
    arguments = "first: 1" + (f', after: "{cursor}"' if cursor else "")
    field = f"{field[:-1]}, {arguments})" if field.endswith(")") else f"{field}({arguments})"
    return f"{{ {field} {{ pageInfo {{ endCursor }} }} }}{' }' * (field.count('{') - field.count('}'))}"


def end_cursor(data: Any) -> str:
    while "pageInfo" not in data:
        (data,) = data.values()
    return str(data["pageInfo"]["endCursor"])


def unlike(key: Any) -> list[Any]:
    """What can stand in no cursor in the place of this key."""
    if isinstance(key, list):
        return [other for other in OTHERS if other not in ([], ["x"])]
    if isinstance(key, float):
        return [other for other in OTHERS if type(other) not in (int, float) or abs(other) > 2**53]
    return [other for other in OTHERS if type(other) is not type(key) or other in (2**60, -(2**63))]


@pytest.mark.parametrize("field", LISTS)
async def test_a_made_up_cursor_is_told_as_one(field: str, ask: Asker) -> None:
    cursor = end_cursor(await ask(question(field)))
    assert end_cursor(await ask(question(field, cursor))) != cursor, "the one that was given out is taken"
    mark, _, *keys = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    made_up: list[list[Any]] = [[], keys[:-1], [*keys, keys[-1]], [None] * len(keys), ["x", 0, 0, [], []]]
    made_up += [[*keys[:place], other, *keys[place + 1 :]] for place, key in enumerate(keys) for other in unlike(key)]
    for each in made_up:
        error = await ask.error(question(field, encoded(mark, each)))
        assert error["extensions"]["code"] == "BAD_CURSOR", each


async def test_a_made_up_length_of_a_path_is_none(ask: Asker) -> None:
    field = 'paths(from: "nursultan-nazarbayev", to: "knb")'
    first = end_cursor(await ask(question(field)))
    mark = orjson.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))[0]
    assert end_cursor(await ask(question(field, encoded(mark, [-5, 0, 0, [], []])))) == first
