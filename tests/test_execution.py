"""Execution by readers against graphql-core's own: the same bytes and the same errors, whatever the values.

Hypothesis draws objects that keep to their types and objects that do not, and the selections to ask of
them.
"""

import asyncio
import enum
from collections.abc import Awaitable
from dataclasses import fields, replace
from datetime import date
from typing import Annotated, Any, NewType

import orjson
import pytest
import strawberry
from graphql import ExecutionResult, Undefined, parse
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from service.execution import PlainExecutor

Day = NewType("Day", date)


@strawberry.enum
class Kind(enum.Enum):
    KIN = "kin"
    PATRON = strawberry.enum_value("patron", name="PROTECTOR")


@strawberry.interface
class Node:
    id: strawberry.ID


@strawberry.type
class Period:
    text: str
    start: Day | None


@strawberry.type
class Person(Node):
    name: str
    aliases: list[str]
    age: int | None
    weight: float | None
    living: bool
    kind: Kind
    period: Period | None
    friends: list["Person"]
    circle: list[Node | None] | None
    anything: Annotated["Person", strawberry.lazy("tests.test_execution")] | Period | None = None

    @strawberry.field
    def greeting(self, word: str = "Hello") -> str:
        return f"{word}, {self.name}"

    @strawberry.field
    async def patron(self) -> "Person | None":
        await asyncio.sleep(0)
        return self.friends[0] if self.friends else None

    @strawberry.field
    def fails(self) -> str:
        raise RuntimeError(f"no luck with {self.name}")


@strawberry.type
class Institution(Node):
    title: str


@strawberry.type
class Query:
    @strawberry.field
    def people(self, info: strawberry.Info) -> list[Person]:
        return info.context  # type: ignore[no-any-return] # wrong things on purpose

    @strawberry.field
    async def perhaps(self, info: strawberry.Info) -> list[Person | None] | None:
        return info.context  # type: ignore[no-any-return] # wrong things on purpose

    @strawberry.field
    def nodes(self, info: strawberry.Info) -> list[Node] | None:
        return info.context  # type: ignore[no-any-return] # wrong things on purpose

    @strawberry.field
    def first(self, info: strawberry.Info) -> Person | None:
        return info.context[0] if info.context else None


SCHEMA = strawberry.Schema(
    Query,
    types=[Institution],
    config=StrawberryConfig(
        scalar_map={Day: strawberry.scalar(name="Day", serialize=date.isoformat, parse_value=date.fromisoformat)}
    ),
)


class Text(str): ...


ODD_VALUES: list[Any] = [None, "", "kin", Text("x"), True, 0, -1, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**70]
ODD_VALUES += [1.5, -0.0, float("nan"), float("inf"), b"x", object, Undefined, date(2022, 1, 4), {"text": "x"}]
ODD_VALUES += [Kind.KIN, Kind.PATRON, (), [None], ["x", 1], ("x",), ValueError("a value that is an error")]
ODD = st.sampled_from(ODD_VALUES)


def mostly(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Right values, and once in a while any other."""
    return st.integers(0, 19).flatmap(lambda number: ODD if number == 0 else values)


PERIODS = st.builds(Period, text=mostly(st.text(max_size=3)), start=mostly(st.none() | st.dates()))
INSTITUTIONS = st.builds(Institution, id=mostly(st.text(max_size=2)), title=mostly(st.text(max_size=3)))


def people(others: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(
        Person,
        id=mostly(st.text(max_size=2)),
        name=mostly(st.text(max_size=3)),
        aliases=mostly(st.lists(mostly(st.text(max_size=2)), max_size=2)),
        age=mostly(st.none() | st.integers(-(2**31), 2**31 - 1)),
        weight=mostly(st.none() | st.floats(allow_nan=False, allow_infinity=False)),
        living=mostly(st.booleans()),
        kind=mostly(st.sampled_from(Kind)),
        period=mostly(st.none() | PERIODS),
        friends=mostly(st.lists(others, max_size=2)),
        circle=mostly(st.none() | st.lists(st.none() | others | INSTITUTIONS, max_size=2)),
        anything=mostly(st.none() | PERIODS | others),
    )


PEOPLE = people(people(ODD) | INSTITUTIONS)
LEAVES = ["id", "name", "aliases", "age", "weight", "living", "kind", "__typename", "n: name", "greeting", "fails"]
LEAVES += ["greeting(word: $word)", "age @skip(if: $no)", "name @include(if: $no)", "... on Node { id }"]


def selections(within: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    nested = st.one_of(
        st.sampled_from(["period { text start }", "period { text }", "circle { id __typename }"]),
        st.sampled_from(["circle { ... on Person { name age } ... on Institution { title } }"]),
        st.sampled_from(["anything { __typename ... on Period { text } ... on Person { id } }", "...Brief"]),
        st.builds("friends {{ {} }}".format, within),
        st.builds("patron {{ {} }}".format, within),
    )
    return st.lists(st.sampled_from(LEAVES) | nested, min_size=1, max_size=6, unique=True).map(" ".join)


SELECTIONS = selections(selections(st.just("id name")))
ROOTS = st.sampled_from(["people", "perhaps", "first"])


async def execute(executor: type[Any], query: str, context: object) -> tuple[bytes, list[Any], bool]:
    """The answer as bytes, its errors, and whether it had to be awaited."""
    built = executor.build(
        SCHEMA._schema,
        parse(query),
        context_value=context,
        raw_variable_values={"word": "Salem", "no": False},
        is_awaitable=optimized_is_awaitable,
    )
    assert not isinstance(built, list), built
    result = built.execute_operation()
    awaited = isinstance(result, Awaitable)
    if awaited:
        result = await result
    if built.background_futures:
        # What an error left unfinished ends on its own, as long as there is a loop.
        await asyncio.wait(built.background_futures)
    assert isinstance(result, ExecutionResult)
    return orjson.dumps(result.data), [error.formatted for error in result.errors or ()], awaited


class Telling(StrawberryGraphQLCoreExecutionContext):
    """Tells every error: none is hushed up by another that makes something around it null."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_propagation = False


async def assert_same(query: str, context: object) -> tuple[bytes, list[Any], bool]:
    exactly = await execute(StrawberryGraphQLCoreExecutionContext, query, context)
    answer, errors, _ = await execute(PlainExecutor, query, context)
    assert answer == exactly[0]
    told, by_core = sorted(errors, key=str), sorted(exactly[1], key=str)
    if told != by_core:
        # Of several errors that make the same thing null the one met first is told: no promise says which that is.
        _, every, _ = await execute(Telling, query, context)
        assert told
        assert by_core
        assert len(every) > 1
        assert all(error in every for error in told)
    return exactly


def document(root: str, selection: str) -> str:
    return (
        f"query ($word: String, $no: Boolean!) {{ {root} {{ {selection} }} }} fragment Brief on Person {{ id aliases }}"
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


KARIM = Person(
    id=strawberry.ID("karim"),
    name="Karim",
    aliases=["K."],
    age=56,
    weight=80.5,
    living=True,
    kind=Kind.PATRON,
    period=Period(text="2016 – 2022", start=Day(date(2016, 9, 8))),
    friends=[],
    circle=[Institution(id=strawberry.ID("knb"), title="KNB"), None],
)


def otherwise(**values: Any) -> Person:
    """Karim with other values, right or wrong."""
    return replace(KARIM, **values)


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
