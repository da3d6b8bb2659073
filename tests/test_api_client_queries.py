"""The queries that clients already send, `../shared/client-queries/`, each operation by itself on the seed data.

What is still pending (`contract_pending.txt`) is taken out of them first; an operation of which nothing is left is
skipped by name. Where the folder beside the repository is missing, all of it is skipped.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    build_schema,
    parse,
    print_ast,
    separate_operations,
    validate,
    visit,
)
from graphql.language import REMOVE, ArgumentNode, FieldNode, VariableDefinitionNode, VariableNode

from schema.query import sdl
from service.address import Address
from tests.conftest import Asker
from tests.test_contract import CONTRACT, SHARED, pending

CLIENT_QUERIES = SHARED / "client-queries"

# What the operations of the clients are asked with, on the seed data.
VARIABLES: dict[str, dict[str, Any]] = {
    "Find": {"text": "Masimov"},
    "Connect": {"a": "karim-masimov", "b": "nursultan-nazarbayev", "asOf": "2022-01-04"},
    "OnePostContested": {
        "person": "samat-abish", "asOf": "2022-01-09", "early": "2022-01-09", "late": "2022-01-20",
    },
    "PageThroughPeople": {"asOf": "2022-01-04"},
    "SyncDesk": {},
    "WhatChanged": {"from": "2022-01-01", "to": "2022-01-31", "about": "knb"},
    "WhoStoodBehind": {"around": "knb", "asOf": "2022-01-04", "knownAt": "2022-02-28"},
}  # fmt: skip


@cache
def contract() -> GraphQLSchema:
    return build_schema(CONTRACT.read_text(encoding="utf-8"))


def operations() -> dict[str, DocumentNode]:
    found: dict[str, DocumentNode] = {}
    for file in sorted(CLIENT_QUERIES.glob("*.graphql")):
        for name, document in separate_operations(parse(file.read_text(encoding="utf-8"))).items():
            assert name and name not in found, file
            found[name] = document
    return found


OPERATIONS = operations()


@pytest.fixture(params=OPERATIONS or [None])
def operation(request: pytest.FixtureRequest) -> str:
    """The name of an operation; the folder's absence is told as a skipped test."""
    if request.param is None:
        pytest.skip("there is no shared/client-queries beside the repository")
    return str(request.param)


class WithoutPending(Visitor):
    """Takes the fields and arguments that are pending out of a document, and tells which they were."""

    def __init__(self, types: TypeInfo, names: set[str]) -> None:
        super().__init__()
        self.types, self.names = types, names
        self.taken: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        parent = self.types.get_parent_type()
        return self._without(f"{parent.name}.{node.name.value}") if parent else None

    def enter_argument(self, node: ArgumentNode, *_: Any) -> Any:
        parent, field = self.types.get_parent_type(), self.types.get_field_def()
        if field is None or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return None
        name = next(name for name, each in parent.fields.items() if each is field)
        return self._without(f"{parent.name}.{name}({node.name.value})")

    def _without(self, name: str) -> Any:
        if name not in self.names:
            return None
        self.taken.add(name)
        return REMOVE


class Used(Visitor):
    """The variables that a document uses."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_variable_definition(self, *_: Any) -> Any:
        return False

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.names.add(node.name.value)


def answerable(document: DocumentNode) -> tuple[DocumentNode | None, set[str]]:
    """The document as far as nothing in it is pending, None where nothing remains, and what was left aside."""
    types = TypeInfo(contract())
    without = WithoutPending(types, set(pending()))
    remaining = visit(document, TypeInfoVisitor(types, without))
    used = Used()
    visit(remaining, used)

    class Unused(Visitor):
        def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> Any:
            return None if node.variable.name.value in used.names else REMOVE

    remaining = visit(remaining, Unused())
    asked = next(each for each in remaining.definitions if isinstance(each, OperationDefinitionNode))
    return (remaining if asked.selection_set.selections else None), without.taken


def test_operations_of_clients_validate(operation: str) -> None:
    document = OPERATIONS[operation]
    assert validate(contract(), document) == []
    remaining, left_aside = answerable(document)
    ours = build_schema(sdl())
    if remaining is not None:
        assert validate(ours, remaining) == []
    # What is pending is what stands in the way, and nothing else.
    assert bool(validate(ours, document)) == bool(left_aside)


async def test_operations_of_clients_answer(
    operation: str, seeded: Address, asking: Callable[[Address], Asker]
) -> None:
    remaining, left_aside = answerable(OPERATIONS[operation])
    if remaining is None:
        pytest.skip(f"{operation} needs what is pending: {', '.join(sorted(left_aside))}")
    declared = next(each for each in remaining.definitions if isinstance(each, OperationDefinitionNode))
    names = {definition.variable.name.value for definition in declared.variable_definitions or ()}
    variables = {key: value for key, value in VARIABLES[operation].items() if key in names}
    answer = await asking(seeded)(print_ast(remaining), variables)
    assert answer and all(value is not None for value in answer.values())
