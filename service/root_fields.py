"""The fields that an operation asks of the query itself, wherever its text has them."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    value_from_ast_untyped,
)

# What does not follow from the data version: the ledger of syncs has none. Any id may be that of a run of a sync.
OF_THE_LEDGER = frozenset(("syncSources", "syncRuns"))
BY_ID = frozenset(("node", "nodes"))


def root_fields(
    document: DocumentNode, operation: OperationDefinitionNode, given: Mapping[str, Any]
) -> Iterator[FieldNode]:
    """The fields that a valid document's operation asks for with the variables given, those in fragments too, in their
    order; without what @skip and @include leave out."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return _fields(operation.selection_set, fragments, variables_of(operation, given))


def variables_of(operation: OperationDefinitionNode, given: Mapping[str, Any]) -> dict[str, Any]:
    """The variables as given, and the defaults of the others."""
    defaults = {
        each.variable.name.value: value_from_ast_untyped(each.default_value)
        for each in operation.variable_definitions or ()
        if each.default_value
    }
    return defaults | dict(given)


def arguments_of(node: FieldNode | DirectiveNode, variables: dict[str, Any]) -> dict[str, Any]:
    """The arguments that a field or directive is given, by name."""
    values = ((each.name.value, value_from_ast_untyped(each.value, variables)) for each in node.arguments or ())
    return {name: value for name, value in values if value is not Undefined}


def ids_asked(document: DocumentNode, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> list[str]:
    """The ids that the query is asked about without a word on what they are of."""
    variables = variables_of(operation, given)
    found: list[str] = []
    for field in root_fields(document, operation, given):
        if field.name.value in BY_ID:
            for value in arguments_of(field, variables).values():
                found += map(str, value if isinstance(value, list) else [value])
    return found


def _fields(
    selected: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], variables: dict[str, Any]
) -> Iterator[FieldNode]:
    for each in selected.selections:
        if not all(_lets_through(directive, variables) for directive in each.directives or ()):
            continue
        if isinstance(each, FieldNode):
            yield each
        elif isinstance(each, InlineFragmentNode):
            yield from _fields(each.selection_set, fragments, variables)
        elif isinstance(each, FragmentSpreadNode):
            yield from _fields(fragments[each.name.value].selection_set, fragments, variables)


def _lets_through(directive: DirectiveNode, variables: dict[str, Any]) -> bool:
    name = directive.name.value
    return name not in ("skip", "include") or arguments_of(directive, variables)["if"] is (name == "include")
