"""Execution by readers against graphql-core's own: the same bytes and the same errors, whatever the values."""

import asyncio
from dataclasses import fields
from typing import Any

import orjson
import pytest
import strawberry
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from service.execution import PlainExecutor
from tests.executions import (
    INSTITUTIONS,
    KARIM,
    ODD,
    ODD_VALUES,
    PEOPLE,
    ROOTS,
    SELECTIONS,
    Institution,
    assert_same,
    document,
    execute,
    otherwise,
)


@given(context=st.lists(PEOPLE | ODD, max_size=4) | ODD, root=ROOTS, selection=SELECTIONS)
@settings(max_examples=400, deadline=None)
def test_whatever_the_values_the_answer_is_the_same(context: Any, root: str, selection: str) -> None:
    if root == "first" and not isinstance(context, list):
        context = [context]
    asyncio.run(assert_same(document(root, selection), context))


@given(context=st.lists(PEOPLE | INSTITUTIONS | ODD, max_size=4))
@settings(max_examples=100, deadline=None)
def test_interfaces_answer_the_same(context: Any) -> None:
    asyncio.run(assert_same("{ nodes { __typename id ... on Person { name } ... on Institution { title } } }", context))


SUBSELECTIONS = dict.fromkeys(("period", "friends", "circle", "anything"), "{ __typename }")


@pytest.mark.parametrize("field", [each.name for each in fields(KARIM) if each.init])
async def test_any_value_in_any_field(field: str) -> None:
    for value in [*ODD_VALUES, KARIM, [KARIM], KARIM.period]:
        for root in ("people", "perhaps", "first"):
            selection = f"before: id {field} {SUBSELECTIONS.get(field, '')} after: living"
            await assert_same(document(root, selection), [otherwise(**{field: value})])
            await assert_same(document(root, f"greeting {selection}"), [otherwise(**{field: value})])


@pytest.mark.parametrize("root", ["people", "perhaps", "nodes"])
async def test_any_value_for_an_object(root: str) -> None:
    for value in ODD_VALUES:
        for selection in ("__typename", "id"):
            await assert_same(f"{{ {root} {{ {selection} }} }}", [value, KARIM])
            await assert_same(f"{{ {root} {{ {selection} }} }}", value)


async def test_the_order_of_the_keys_is_that_of_the_document() -> None:
    context = [otherwise(friends=[KARIM])]
    query = document("people", "greeting id patron { name fails_: name } age n: greeting kind friends { greeting id }")
    answer, errors, awaited = await assert_same(query, context)
    assert not errors
    assert awaited
    assert list(orjson.loads(answer)["people"][0]) == ["greeting", "id", "patron", "age", "n", "kind", "friends"]


async def test_errors_keep_their_places_and_their_order() -> None:
    context = [KARIM, otherwise(name=None), otherwise(age="old", circle=[7])]
    answer, errors, _ = await assert_same(document("perhaps", "name age circle { id }"), context)
    assert [error["path"] for error in errors] == [
        ["perhaps", 1, "name"],
        ["perhaps", 2, "age"],
        ["perhaps", 2, "circle", 0],
    ]
    assert orjson.loads(answer)["perhaps"][1] is None


async def test_values_to_wait_for_are_awaited() -> None:
    async def later(value: object) -> object:
        return value

    for executor in (StrawberryGraphQLCoreExecutionContext, PlainExecutor):
        context = [otherwise(name=later("Karim"), period=later(KARIM.period)), later(KARIM)]
        answer, errors, _ = await execute(executor, document("people", "name period { text }"), context)
        assert orjson.loads(answer)["people"] == [{"name": "Karim", "period": {"text": "2016 – 2022"}}] * 2
        assert not errors


async def executed(query: str, context: object) -> tuple[list[str], bytes]:
    """The fields that were left to graphql-core, and the answer."""
    found: list[str] = []

    class Counting(PlainExecutor):
        def execute_field(self, parent_type: Any, source: Any, details: Any, path: Any, position: Any) -> Any:
            found.append(path.key)
            return super().execute_field(parent_type, source, details, path, position)

    answer, errors, _ = await execute(Counting, query, context)
    assert not errors
    await assert_same(query, context)
    return found, answer


async def test_plain_lists_are_not_executed_field_by_field() -> None:
    """Else all of this would be for nothing."""
    query = document("people", "__typename id aliases age kind period { text start } circle { __typename id } ...Brief")
    found, answer = await executed(query, [KARIM] * 50)
    assert found == []
    assert orjson.loads(answer)["people"][0]["kind"] == "PROTECTOR"
    assert await executed(document("perhaps", "id greeting"), [KARIM] * 2) == (
        ["perhaps"],
        b'{"perhaps":[{"id":"karim","greeting":"Hello, Karim"},{"id":"karim","greeting":"Hello, Karim"}]}',
    )


async def test_lists_of_what_is_waited_for_are_not_executed_field_by_field() -> None:
    circle = [KARIM, None, Institution(id=strawberry.ID("knb"), title="KNB")]
    befriended = otherwise(friends=[KARIM, otherwise(circle=circle)])
    query = document("people", "id patron { name patron { id } } friends { p: patron { id } g: greeting(word: $word) }")
    found, answer = await executed(query, [befriended, KARIM])
    assert found == ["people"]
    assert orjson.loads(answer)["people"] == [
        {
            "id": "karim",
            "patron": {"name": "Karim", "patron": None},
            "friends": [{"p": None, "g": "Salem, Karim"}] * 2,
        },
        {"id": "karim", "patron": None, "friends": []},
    ]
    query = document("people", "friends { circle { ... on Person { patron { id } } } }")
    assert (await executed(query, [befriended]))[0] == ["people"]


async def test_casts_and_resolvers_of_types_are_left_to_strawberry() -> None:
    cast = strawberry.cast(Institution, otherwise())
    await assert_same("{ nodes { __typename id } }", [cast, KARIM])
    await assert_same(document("people", "id"), [cast])
