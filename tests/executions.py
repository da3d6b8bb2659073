"""A schema whose objects may hold anything, queries of it, and their execution by both executors.

Hypothesis draws objects that keep to their types and objects that do not, and the selections to ask of them.
"""

import asyncio
import enum
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, NewType

import orjson
import strawberry
from graphql import ExecutionResult, Undefined, parse
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
    anything: Annotated["Person", strawberry.lazy("tests.executions")] | Period | None = None

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
