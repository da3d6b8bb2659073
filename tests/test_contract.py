"""The published schema against the contract that clients already write queries against, and against itself.

The contract lies beside the repository, `../shared/contract.graphql`; what it promises, without its descriptions,
stands in `data/contract.graphql`, so that a clone by itself is held to it, too. The queries of clients are in
`test_api_client_queries.py`. What the contract has and the schema has not yet stands in `contract_pending.txt`, which
only ever shrinks: a name that is there by now must go.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    build_schema,
    get_named_type,
    is_specified_scalar_type,
    print_schema,
)

from schema.query import sdl

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CONTRACT = SHARED / "contract.graphql"
PROMISES = Path(__file__).with_name("data") / "contract.graphql"
PENDING = Path(__file__).with_name("contract_pending.txt")


@pytest.fixture(scope="module")
def ours() -> GraphQLSchema:
    return build_schema(sdl())


def promises(text: str) -> str:
    """What a schema's text says, without descriptions."""
    schema = build_schema(text)
    for _, each in described(schema):
        each.description = None
    return print_schema(schema) + "\n"


@pytest.fixture(scope="module")
def contract() -> GraphQLSchema:
    return build_schema(PROMISES.read_text(encoding="utf-8"))


def test_what_is_promised_is_what_the_contract_says() -> None:
    if not CONTRACT.exists():
        pytest.skip("there is no shared/contract.graphql beside the repository")
    said = promises(CONTRACT.read_text(encoding="utf-8"))
    assert said == PROMISES.read_text(encoding="utf-8"), "the contract has changed; see test_contract.promises"


def pending() -> list[str]:
    return PENDING.read_text(encoding="utf-8").splitlines()


def named(schema: GraphQLSchema) -> Iterator[GraphQLNamedType]:
    """The types that a schema defines itself."""
    for name, type_ in schema.type_map.items():
        if not name.startswith("__") and not (is_specified_scalar_type(type_)):
            yield type_


def members(schema: GraphQLSchema) -> set[str]:
    """Every field, argument, input field and enum value, as the pending file names them."""
    found: set[str] = set()
    for type_ in named(schema):
        if isinstance(type_, GraphQLEnumType):
            found |= {f"{type_.name}.{value}" for value in type_.values}
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for name, field in type_.fields.items():
                found.add(f"{type_.name}.{name}")
                found |= {f"{type_.name}.{name}({argument})" for argument in getattr(field, "args", {})}
    return found


def lacking(contract: GraphQLSchema, ours: GraphQLSchema) -> list[str]:
    """What the contract has and we have not; of a field that is missing whole, the field alone."""
    missing = members(contract) - members(ours)
    return sorted(name for name in missing if name.split("(")[0] == name or name.split("(")[0] not in missing)


def test_what_is_pending_is_exactly_what_is_missing(contract: GraphQLSchema, ours: GraphQLSchema) -> None:
    missing, noted = lacking(contract, ours), pending()
    assert not (set(noted) - set(missing)), "remove it from contract_pending.txt: the schema has it by now"
    assert not (set(missing) - set(noted)), "the contract has it, and it is not pending"


def test_pending_names_are_sorted_and_stand_once() -> None:
    assert pending() == sorted(set(pending()))


def narrower(mine: Any, theirs: Any) -> bool:
    """Whether a result of my type is always one of theirs: non-null where they are, or stricter."""
    if isinstance(mine, GraphQLNonNull):
        return narrower(mine.of_type, theirs.of_type if isinstance(theirs, GraphQLNonNull) else theirs)
    if isinstance(theirs, GraphQLNonNull):
        return False
    if isinstance(mine, GraphQLList) and isinstance(theirs, GraphQLList):
        return narrower(mine.of_type, theirs.of_type)
    return not isinstance(mine, GraphQLList) and not isinstance(theirs, GraphQLList) and mine.name == theirs.name


def test_fields_and_arguments_are_as_promised(contract: GraphQLSchema, ours: GraphQLSchema) -> None:
    wrong: list[str] = []
    for theirs in named(contract):
        mine = ours.type_map.get(theirs.name)
        if mine is None:
            continue  # told by the test of what is pending
        assert type(mine) is type(theirs), theirs.name
        if isinstance(theirs, GraphQLInputObjectType) and isinstance(mine, GraphQLInputObjectType):
            wrong += _inputs(theirs.name, theirs.fields, mine.fields)
        if not isinstance(theirs, GraphQLObjectType | GraphQLInterfaceType):
            continue
        assert isinstance(mine, GraphQLObjectType | GraphQLInterfaceType)
        promised = {interface.name for interface in theirs.interfaces}
        if not promised <= {interface.name for interface in mine.interfaces}:
            wrong.append(f"{theirs.name} implements {', '.join(sorted(promised))}")
        for name, field in theirs.fields.items():
            if name not in mine.fields:
                continue
            where = f"{theirs.name}.{name}"
            if not narrower(mine.fields[name].type, field.type):
                wrong.append(f"{where} is {mine.fields[name].type}, promised {field.type}")
            wrong += _inputs(where, field.args, mine.fields[name].args)
    assert wrong == []


def _inputs(where: str, theirs: dict[str, Any], mine: dict[str, Any]) -> Iterator[str]:
    """What a client may send by the contract and we would not take, or take otherwise."""
    for name, argument in mine.items():
        if name not in theirs and isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined:
            yield f"{where}({name}) is required, and the contract does not have it"
    for name in theirs.keys() & mine.keys():
        if not narrower(theirs[name].type, mine[name].type):
            yield f"{where}({name}) is {mine[name].type}, promised {theirs[name].type}"
        if theirs[name].default_value is not Undefined and theirs[name].default_value != mine[name].default_value:
            yield f"{where}({name}) is {mine[name].default_value} unless said, promised {theirs[name].default_value}"


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    committed = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
    assert committed == sdl(), "run: .venv/bin/retinue schema > schema/schema.graphql"


def described(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """Whatever can have a description, by name."""
    for type_ in named(schema):
        yield type_.name, type_
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{type_.name}.{value}", definition) for value, definition in type_.values.items())
        for name, field in getattr(type_, "fields", {}).items():
            yield f"{type_.name}.{name}", field
            for argument, definition in getattr(field, "args", {}).items():
                yield f"{type_.name}.{name}({argument})", definition


def test_everything_is_described(ours: GraphQLSchema) -> None:
    assert [name for name, each in described(ours) if not (each.description or "").strip()] == []


def test_connections_are_relays(ours: GraphQLSchema) -> None:
    """Whatever ends in Connection has edges and a pageInfo as Relay wants them, and takes first and after."""
    for type_ in named(ours):
        if type_.name.endswith("Connection"):
            assert isinstance(type_, GraphQLObjectType)
            node = type_.name.removesuffix("Connection")
            fields = {name: str(field.type) for name, field in type_.fields.items()}
            assert fields == {
                "edges": f"[{node}Edge!]!", "nodes": f"[{node}!]!", "pageInfo": "PageInfo!", "totalCount": "Int!",
            }  # fmt: skip
        for name, field in getattr(type_, "fields", {}).items():
            if get_named_type(field.type).name.endswith("Connection"):
                assert {"first", "after"} <= set(field.args), f"{type_.name}.{name}"
