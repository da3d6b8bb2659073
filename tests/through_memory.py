"""Queries rewritten so that every view is worked out in memory, under a policy in which all claims count."""

from dataclasses import replace
from typing import Any

from graphql import FieldNode, OperationDefinitionNode, SelectionNode, SelectionSetNode, parse, print_ast
from graphql.language import ArgumentNode, NameNode

ALL_COUNTS = "policy: {modality: [STATED, REPORTED, ALLEGED, SPECULATED]}"


def _argument() -> ArgumentNode:
    (operation,) = parse(f"{{ view({ALL_COUNTS}) {{ asOf }} }}").definitions
    assert isinstance(operation, OperationDefinitionNode)
    (view,) = operation.selection_set.selections
    assert isinstance(view, FieldNode) and view.arguments
    return view.arguments[0]


def through_memory(query: str) -> str:
    """The same query: fields of views get the policy, and what stands on the query itself comes into such a view."""
    document = parse(query)
    definitions = [
        replace(each, selection_set=_moved(each.selection_set)) if isinstance(each, OperationDefinitionNode) else each
        for each in document.definitions
    ]
    return print_ast(replace(document, definitions=tuple(definitions)))


def _moved(selected: SelectionSetNode) -> SelectionSetNode:
    views: list[SelectionNode] = []
    inside: list[SelectionNode] = []
    for selection in selected.selections:
        assert isinstance(selection, FieldNode)
        if selection.name.value == "view":
            views.append(replace(selection, arguments=(*(selection.arguments or ()), _argument())))
        else:
            inside.append(selection)
    if inside:
        within = SelectionSetNode(selections=tuple(inside))
        made = FieldNode(name=NameNode(value="view"), alias=NameNode(value="inMemory"), selection_set=within)
        views.append(replace(made, arguments=(_argument(),)))
    return SelectionSetNode(selections=tuple(views))


def unwrapped(data: dict[str, Any]) -> dict[str, Any]:
    """The answer as the query itself would have it."""
    return {**{name: value for name, value in data.items() if name != "inMemory"}, **data.get("inMemory", {})}
