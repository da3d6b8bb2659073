"""How a field's value is got from its object: read off it, or by its resolver with arguments made once.

graphql-core and Strawberry coerce a field's arguments anew for every object. They are the same for all objects of one
selection: here they are made once, and resolvers must leave them as they are.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, cast

from graphql import GraphQLField, GraphQLObjectType, GraphQLOutputType
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.executor import Executor, to_nodes
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.schema.schema_converter import GraphQLCoreConverter, get_arguments
from strawberry.types import Info
from strawberry.types.field import StrawberryField

from schema.scope import AT_HAND, COSTLY, TOGETHER


@dataclass(frozen=True, slots=True)
class Call:
    """From an object to a field's raw value, which is yet to be completed as `type_`; what `waits` has to be awaited.

    `together` gives the values of many objects at once.
    """

    type_: GraphQLOutputType
    value: Callable[[Any], Any]
    waits: bool = False
    together: Callable[[Sequence[Any]], Awaitable[Sequence[Any]]] | None = None


def value_at_hand(field: GraphQLField) -> Callable[[Any], Any] | None:
    """How the field's value is read off its object, if it is a bare attribute or may lie at hand."""
    definition = _definition(field)
    if definition is None or field.args:
        return None
    if AT_HAND in definition.metadata:
        return cast(Callable[[Any], Any], definition.metadata[AT_HAND])
    return _attribute(field, definition)


def _attribute(field: GraphQLField, definition: StrawberryField) -> Callable[[Any], Any] | None:
    plain = (
        getattr(field.resolve, "_is_default", False)  # set by Strawberry where it would not even make an info
        and type(definition).get_result is StrawberryField.get_result
        and definition.default_resolver is getattr
    )
    return attrgetter(definition.python_name) if plain else None


def resolver_call(
    executor: Executor[Any], parent_type: GraphQLObjectType, field: GraphQLField, details: FieldDetailsList
) -> Call | None:
    """The call of the field's own resolver, or the reading of a bare attribute; None where it takes more than can be
    made once, or costs too much to be made again by graphql-core. Raises whatever wrong arguments raise."""
    definition = _definition(field)
    if definition is None or definition.extensions or COSTLY in definition.metadata:
        return None
    resolver = definition.base_resolver
    if resolver is None:
        attribute = _attribute(field, definition)
        return Call(field.type, attribute) if attribute else None
    if type(definition).get_result is not StrawberryField.get_result:
        return None
    if resolver.parent_parameter or resolver.root_parameter:
        return None
    node = details[0].node
    given = (
        get_argument_values(
            field, node, executor.variable_values, details[0].fragment_variable_values, executor.hide_suggestions
        )
        if field.args or node.arguments
        else {}
    )
    # The place is that of the field in its type, for it has no one place in the answer.
    place = Path(None, node.name.value, parent_type.name)
    raw = executor.build_resolve_info(field, to_nodes(details), parent_type, place)
    converter = executor.schema._strawberry_schema.schema_converter  # type: ignore[attr-defined] # set by Strawberry
    info: Info[Any, Any] = converter.config.info_class(_raw_info=raw, _field=definition)
    _, arguments = get_arguments(
        field=definition,
        source=None,
        info=info,
        kwargs=given,
        config=converter.config,
        scalar_registry=converter.scalar_registry,
    )
    function = resolver.wrapped_func
    if not callable(function):
        return None
    if not resolver.self_parameter:
        return Call(field.type, lambda _source: function(**arguments), definition.is_async)
    together = definition.metadata.get(TOGETHER)
    return Call(
        field.type,
        (lambda source: function(source, **arguments)) if arguments else function,
        definition.is_async,
        (lambda sources: together(sources, **arguments)) if together else None,
    )


def _definition(field: GraphQLField) -> StrawberryField | None:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return definition if isinstance(definition, StrawberryField) else None
