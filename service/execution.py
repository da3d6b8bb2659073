"""Execution that reads plain fields straight off their objects, with the very output of graphql-core.

graphql-core spends 3 to 6 µs on each leaf: a path, a resolve info, a middleware, a completion. A field
that is a bare attribute (no resolver, no argument, no extension) needs none of it, nor does one whose value
has been loaded already (`schema.scope.AT_HAND`). For such fields this executor makes a reader once for each
selection and calls it for each object; where all that is selected below a field is plain, one reader gives
the whole subtree.

A reader only ever answers for values of exactly the types it expects. At any other value (a null where
none may be, an exception, an awaitable, a subclass, a number out of range, an attribute that is missing)
it gives up without a trace, and graphql-core itself executes the field: no error is ever told by a reader.
"""

from collections.abc import Awaitable, Callable, Iterable
from operator import attrgetter
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import get_strawberry_type_cast
from strawberry.types.field import StrawberryField

from schema.scope import AT_HAND
from service.plain_readers import Reader, Surprise, is_ordinary, leaf_reader, list_reader


class Plan:
    """How the fields of one selection on one type are executed."""

    __slots__ = ("fields", "keys", "readers", "rest")

    def __init__(self, fields: GroupedFieldSet, readers: dict[str, Reader]) -> None:
        self.fields = fields
        self.readers = tuple(readers.items())
        # The answer's keys in their order, which readers and the rest then fill in.
        self.keys = dict.fromkeys(fields)
        self.rest = {key: details for key, details in fields.items() if key not in readers}

    def read(self, source: Any) -> dict[str, Any]:
        """Only for a plan without a rest."""
        return {key: reader(source) for key, reader in self.readers}


class PlainExecutor(StrawberryGraphQLCoreExecutionContext):
    """Give it to graphql-core as `executor_class`, for a schema of Strawberry's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        incremental = self.schema.get_directive("defer") or self.schema.get_directive("stream")
        self._exact = bool(self.middleware_manager or self.abort_signal or incremental) or not self.error_propagation
        # By identity; each entry keeps the objects alive whose identity is its key.
        self._plans: dict[tuple[int, int], tuple[GraphQLObjectType, Plan]] = {}
        self._item_readers: dict[tuple[int, int], tuple[Any, FieldDetailsList, Reader | None]] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Awaitable[dict[str, Any]] | dict[str, Any]:
        """What is plain by readers, the rest by graphql-core."""
        execute_exactly = super().execute_fields
        if self._exact:
            return execute_exactly(parent_type, source_value, path, grouped_field_set, position_context)
        plan = self._plan(parent_type, grouped_field_set)
        results, surprised = plan.keys.copy(), set()
        for key, reader in plan.readers:
            try:
                results[key] = reader(source_value)
            except Exception:
                surprised.add(key)
        rest = plan.rest
        if surprised:
            rest = {key: grouped_field_set[key] for key in plan.keys if key in rest or key in surprised}
        if not rest:
            return results
        others = execute_exactly(parent_type, source_value, path, rest, position_context)
        if isinstance(others, dict):
            return _filled(results, others, rest)

        async def awaited() -> dict[str, Any]:
            return _filled(results, await others, rest)

        return awaited()

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> Awaitable[list[Any]] | list[Any]:
        """A list of plain objects by one reader; at the first surprise all of it by graphql-core."""
        # Only what can be gone through twice.
        if not self._exact and type(items) in (list, tuple):
            key = (id(item_type), id(field_details_list))
            if key not in self._item_readers:
                reader = self._reader(item_type, field_details_list)
                self._item_readers[key] = (item_type, field_details_list, reader)
            reader = self._item_readers[key][2]
            if reader is not None:
                try:
                    return [reader(item) for item in items]
                except Exception:  # noqa: S110 - whatever it is, graphql-core meets it again and tells it
                    pass
        return super().complete_iterable_value(item_type, field_details_list, info, path, items, position_context)

    def _plan(self, parent_type: GraphQLObjectType, fields: GroupedFieldSet) -> Plan:
        key = (id(parent_type), id(fields))
        if key not in self._plans:
            readers = {name: self._field_reader(parent_type, details) for name, details in fields.items()}
            plain = {name: reader for name, reader in readers.items() if reader is not None}
            self._plans[key] = (parent_type, Plan(fields, plain))
        return self._plans[key][1]

    def _field_reader(self, parent_type: GraphQLObjectType, details: FieldDetailsList) -> Reader | None:
        """From an object to the value of one of its fields, or None if the field is not plain."""
        node = details[0].node
        if node.name.value == "__typename":
            name = parent_type.name
            return lambda _source: name
        field = self.schema.get_field(parent_type, node.name.value)
        value = None if field is None or node.arguments else _value(field)
        if field is None or value is None:
            return None
        read = self._reader(field.type, details)
        return None if read is None else lambda source: read(value(source))

    def _reader(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Reader | None:
        """From a field's raw value to its completed one."""
        nullable = not isinstance(type_, GraphQLNonNull)
        inner = type_ if nullable else cast(GraphQLNonNull[Any], type_).of_type
        if isinstance(inner, GraphQLList):
            read = self._reader(inner.of_type, details)
            read = None if read is None else list_reader(read)
        elif isinstance(inner, GraphQLObjectType):
            read = self._object_reader(inner, details)
        elif isinstance(inner, GraphQLInterfaceType):
            read = self._interface_reader(inner, details)
        elif isinstance(inner, GraphQLScalarType | GraphQLEnumType):
            return leaf_reader(inner, nullable)
        else:
            return None
        if read is None or not nullable:
            return read
        return lambda value: None if value is None else read(value)

    def _object_reader(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Reader | None:
        collected = self.collect_subfields(type_, details)
        plan = self._plan(type_, collected.grouped_field_set)
        if plan.rest or collected.new_defer_usages:
            return None
        origin = _origin(type_)
        if type_.is_type_of is None:

            def read(value: Any) -> dict[str, Any]:
                if not is_ordinary(value):
                    raise Surprise
                return plan.read(value)

        elif origin is not None:

            def read(value: Any) -> dict[str, Any]:
                # Strawberry's own test of the type, where it can only turn out well.
                if type(value) is not origin or get_strawberry_type_cast(value) is not None:
                    raise Surprise
                return plan.read(value)

        else:
            return None
        return read

    def _interface_reader(self, type_: GraphQLInterfaceType, details: FieldDetailsList) -> Reader | None:
        """By the class of each object, where Strawberry would go by that too."""
        definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(definition, StrawberryObjectDefinition) or definition.resolve_type is not None:
            return None
        by_class: dict[type, Reader] = {}
        for possible in self.schema.get_possible_types(type_):
            origin = _origin(possible)
            reader = self._object_reader(possible, details)
            if origin is None or not issubclass(origin, definition.origin):
                return None
            if reader is not None:
                by_class[origin] = reader

        def read(value: Any) -> Any:
            return by_class[type(value)](value)

        return read if by_class else None


def _filled(results: dict[str, Any], others: dict[str, Any], rest: GroupedFieldSet) -> dict[str, Any]:
    results.update(others)
    if len(others) != len(rest):
        # Fields that the schema does not have leave no key; only documents that were not validated ask for them.
        for key in rest.keys() - others.keys():
            del results[key]
    return results


def _value(field: GraphQLField) -> Callable[[Any], Any] | None:
    """How the field's value is read off its object, if it is a bare attribute or may lie at hand."""
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if field.args or not isinstance(definition, StrawberryField):
        return None
    if AT_HAND in definition.metadata:
        return cast(Callable[[Any], Any], definition.metadata[AT_HAND])
    plain = (
        getattr(field.resolve, "_is_default", False)  # set by Strawberry where it would not even make an info
        and type(definition).get_result is StrawberryField.get_result
        and definition.default_resolver is getattr
    )
    return attrgetter(definition.python_name) if plain else None


def _origin(type_: GraphQLObjectType) -> type | None:
    """The class whose own objects are of this type and no other, as far as Strawberry decides that by class."""
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of is not None:
        return None
    if definition.is_graphql_generic or definition.concrete_of is not None:
        return None
    return definition.origin
