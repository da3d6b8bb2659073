"""Which views a query asks for, read from the document and its variables."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_operation_ast,
)

from service.citing import Viewed

VIEW = "view"


def views_asked(document: DocumentNode, operation_name: str | None, variables: Mapping[str, Any]) -> tuple[Viewed, ...]:
    """The distinct views in the order in which the query names them; a field beside them stands on the one without
    dates. The document is valid and has the operation."""
    operation = get_operation_ast(document, operation_name)
    assert operation is not None
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    given = {
        each.variable.name.value: _literal(each.default_value)
        for each in operation.variable_definitions or ()
        if each.default_value
    } | dict(variables)
    found: dict[Viewed, None] = {}
    for field in _fields(operation.selection_set, fragments):
        if field.name.value == VIEW:
            days = {each.name.value: _value(each.value, given) for each in field.arguments or ()}
            found[Viewed(days.get("asOf"), days.get("knownAt"))] = None
        elif not field.name.value.startswith("__"):
            found[Viewed(None, None)] = None
    return tuple(found) or (Viewed(None, None),)


def _fields(selected: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[FieldNode]:
    for each in selected.selections:
        if isinstance(each, FieldNode):
            yield each
        elif isinstance(each, InlineFragmentNode):
            yield from _fields(each.selection_set, fragments)
        elif isinstance(each, FragmentSpreadNode):
            yield from _fields(fragments[each.name.value].selection_set, fragments)


def _value(node: ValueNode, variables: Mapping[str, Any]) -> str | None:
    value = variables.get(node.name.value) if isinstance(node, VariableNode) else _literal(node)
    return value if isinstance(value, str) else None


def _literal(node: ValueNode) -> str | None:
    return node.value if isinstance(node, StringValueNode) else None
