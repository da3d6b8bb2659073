"""Execution that reads plain fields straight off their objects, with the very output of graphql-core.

graphql-core spends 3 to 6 µs on each leaf: a path, a resolve info, a middleware, a completion. A field
that is a bare attribute (no resolver, no argument, no extension) needs none of it, nor does one whose value
has been loaded already (`schema.scope.AT_HAND`), nor one whose resolver waits for nothing: its arguments are
the same for every object. For such fields this executor makes a reader once for each selection and calls it
for each object; where all that is selected below a field is plain, one reader gives the whole subtree. Lists
below which something has to be waited for are executed level by level (`level_execution.py`).

A reader only ever answers for values of exactly the types it expects. At any other value (a null where
none may be, an exception, an awaitable, a subclass, a number out of range, an attribute that is missing)
it gives up without a trace, and graphql-core itself executes the field: no error is ever told by a reader.
"""

from collections.abc import Awaitable, Iterable, Sequence
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

from service.level_execution import Levels
from service.plain_readers import Reader, Surprise, is_ordinary, leaf_reader, list_reader
from service.resolver_calls import Call, resolver_call, value_at_hand


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
        self._readers: dict[tuple[int, int], tuple[GraphQLOutputType, FieldDetailsList, Reader | None]] = {}
        self._types: dict[str, dict[type, GraphQLObjectType]] = {}
        self._levels = Levels(self)

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
        """A list of plain objects by one reader, others level by level; at the first surprise all by graphql-core."""
        complete_exactly = super().complete_iterable_value
        # Only what can be gone through twice.
        if self._exact or type(items) not in (list, tuple) or not items:
            return complete_exactly(item_type, field_details_list, info, path, items, position_context)
        reader = self.reader_of(item_type, field_details_list)
        if reader is not None:
            try:
                return [reader(item) for item in items]
            except Exception:  # noqa: S110 - whatever it is, graphql-core meets it again and tells it
                pass
        if not self._levels.take(item_type, field_details_list):
            return complete_exactly(item_type, field_details_list, info, path, items, position_context)

        async def by_levels() -> list[Any]:
            try:
                return await self._levels.completed(item_type, field_details_list, cast(Sequence[Any], items))
            except Exception:
                exactly = complete_exactly(item_type, field_details_list, info, path, items, position_context)
                return exactly if isinstance(exactly, list) else await exactly

        return by_levels()

    def plan_of(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Plan | None:
        """The plan of what is selected below a field; None where some of it is to come later."""
        collected = self.collect_subfields(type_, details)
        return None if collected.new_defer_usages else self._plan(type_, collected.grouped_field_set)

    def reader_of(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Reader | None:
        """From a field's raw value to its completed one, if all of it is plain."""
        key = (id(type_), id(details))
        if key not in self._readers:
            self._readers[key] = (type_, details, self._reader(type_, details))
        return self._readers[key][2]

    def check_of(self, type_: GraphQLObjectType) -> Reader | None:
        """Raises Surprise for what graphql-core and Strawberry may not take for an object of the type."""
        origin = _origin(type_)
        if type_.is_type_of is None:

            def check(value: Any) -> None:
                if not is_ordinary(value):
                    raise Surprise

        elif origin is not None:

            def check(value: Any) -> None:
                # Strawberry's own test of the type, where it can only turn out well.
                if type(value) is not origin or get_strawberry_type_cast(value) is not None:
                    raise Surprise

        else:
            return None
        return check

    def types_of(self, type_: GraphQLInterfaceType) -> dict[type, GraphQLObjectType]:
        """The types of an interface by the class of their objects, where Strawberry goes by that too; else empty."""
        if type_.name not in self._types:
            definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            found: dict[type, GraphQLObjectType] = {}
            if isinstance(definition, StrawberryObjectDefinition) and definition.resolve_type is None:
                for possible in self.schema.get_possible_types(type_):
                    origin = _origin(possible)
                    if origin is None or not issubclass(origin, definition.origin):
                        found = {}
                        break
                    found[origin] = possible
            self._types[type_.name] = found
        return self._types[type_.name]

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
        if field is None:
            return None
        value = value_at_hand(field)
        if value is None:
            call = self.call_of(parent_type, field, details)
            if call is None or call.waits:
                return None
            value = call.value
        read = self._reader(field.type, details)
        return None if read is None else lambda source: read(value(source))

    def call_of(self, parent_type: GraphQLObjectType, field: GraphQLField, details: FieldDetailsList) -> Call | None:
        """From an object to the raw value of one of its fields, None where only graphql-core can get it."""
        try:
            return resolver_call(self, parent_type, field, details)
        except Exception:
            return None  # wrong arguments are graphql-core's to tell

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
        plan, check = self.plan_of(type_, details), self.check_of(type_)
        if plan is None or check is None or plan.rest:
            return None

        def read(value: Any) -> dict[str, Any]:
            check(value)
            return plan.read(value)

        return read

    def _interface_reader(self, type_: GraphQLInterfaceType, details: FieldDetailsList) -> Reader | None:
        """By the class of each object, if the objects of every class are plain."""
        readers = {origin: self._object_reader(possible, details) for origin, possible in self.types_of(type_).items()}
        by_class = {origin: reader for origin, reader in readers.items() if reader is not None}
        if not by_class or len(by_class) < len(readers):
            return None
        return lambda value: by_class[type(value)](value)


def _filled(results: dict[str, Any], others: dict[str, Any], rest: GroupedFieldSet) -> dict[str, Any]:
    results.update(others)
    if len(others) != len(rest):
        # Fields that the schema does not have leave no key; only documents that were not validated ask for them.
        for key in rest.keys() - others.keys():
            del results[key]
    return results


def _origin(type_: GraphQLObjectType) -> type | None:
    """The class whose own objects are of this type and no other, as far as Strawberry decides that by class."""
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of is not None:
        return None
    if definition.is_graphql_generic or definition.concrete_of is not None:
        return None
    return definition.origin
