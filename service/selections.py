"""What is known of an operation's selections: which fields are plain, how they are read, how the others are called."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.executor import Executor
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import get_strawberry_type_cast

from service.plain_readers import (
    Reader,
    Surprise,
    assembled,
    flattened,
    is_ordinary,
    leaf_reader,
    parted,
    places_by_class,
    with_nulls,
)
from service.resolver_calls import Call, resolver_call, value_at_hand


class Plan:
    """How the fields of one selection on one type are executed."""

    __slots__ = ("fields", "keys", "readers", "rest")

    def __init__(self, fields: GroupedFieldSet, readers: dict[str, Reader]) -> None:
        self.fields = fields
        self.readers = readers
        # The answer's keys in their order, which readers and the rest then fill in.
        self.keys = dict.fromkeys(fields)
        self.rest = {key: details for key, details in fields.items() if key not in readers}

    def read(self, objects: Sequence[Any]) -> list[dict[str, Any]]:
        """Only for a plan without a rest."""
        return self.rows({key: read(objects) for key, read in self.readers.items()}, len(objects))

    def rows(self, columns: Mapping[str, Sequence[Any]], count: int) -> list[dict[str, Any]]:
        """The answers of so many objects from the values of each field."""
        if not columns:
            return [{} for _ in range(count)]
        return [
            dict(zip(self.keys, row, strict=True)) for row in zip(*(columns[key] for key in self.keys), strict=True)
        ]


class Selections:
    """Made for each operation, like its executor; everything is worked out once for each selection."""

    def __init__(self, executor: Executor[Any]) -> None:
        self._executor = executor
        self._schema = executor.schema
        # By identity; each entry keeps the objects alive whose identity is its key.
        self._plans: dict[tuple[int, int], tuple[GraphQLObjectType, Plan]] = {}
        self._readers: dict[tuple[int, int], tuple[GraphQLOutputType, FieldDetailsList, Reader | None]] = {}
        self._calls: dict[tuple[int, int], tuple[GraphQLObjectType, FieldDetailsList, Call | None]] = {}
        self._types: dict[str, dict[type, GraphQLObjectType]] = {}

    def plan(self, parent_type: GraphQLObjectType, fields: GroupedFieldSet) -> Plan:
        """The plan of the fields of one selection."""
        key = (id(parent_type), id(fields))
        if key not in self._plans:
            readers = {name: self._field_reader(parent_type, details) for name, details in fields.items()}
            plain = {name: reader for name, reader in readers.items() if reader is not None}
            self._plans[key] = (parent_type, Plan(fields, plain))
        return self._plans[key][1]

    def plan_of(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Plan | None:
        """The plan of what is selected below a field; None where some of it is to come later."""
        collected = self._executor.collect_subfields(type_, details)
        return None if collected.new_defer_usages else self.plan(type_, collected.grouped_field_set)

    def reader_of(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Reader | None:
        """From a field's raw value to its completed one, if all of it is plain."""
        key = (id(type_), id(details))
        if key not in self._readers:
            self._readers[key] = (type_, details, self._reader(type_, details))
        return self._readers[key][2]

    def check_of(self, type_: GraphQLObjectType) -> Callable[[Sequence[Any]], bool] | None:
        """Whether graphql-core and Strawberry would take all of these for objects of the type."""
        if type_.is_type_of is None:
            return lambda objects: all(map(is_ordinary, objects))
        origin = _origin(type_)
        if origin is None:
            return None
        # Strawberry's own test of the type, where it can only turn out well.
        return lambda objects: (
            {origin}.issuperset(map(type, objects)) and not any(map(get_strawberry_type_cast, objects))
        )

    def types_of(self, type_: GraphQLInterfaceType) -> dict[type, GraphQLObjectType]:
        """The types of an interface by the class of their objects, where Strawberry goes by that too; else empty."""
        if type_.name not in self._types:
            definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            found: dict[type, GraphQLObjectType] = {}
            if isinstance(definition, StrawberryObjectDefinition) and definition.resolve_type is None:
                for possible in self._schema.get_possible_types(type_):
                    origin = _origin(possible)
                    if origin is None or not issubclass(origin, definition.origin):
                        found = {}
                        break
                    found[origin] = possible
            self._types[type_.name] = found
        return self._types[type_.name]

    def call_of(self, parent_type: GraphQLObjectType, details: FieldDetailsList) -> Call | None:
        """From an object to the raw value of one of its fields, None where only graphql-core can get it."""
        key = (id(parent_type), id(details))
        if key not in self._calls:
            field = self._schema.get_field(parent_type, details[0].node.name.value)
            try:
                call = None if field is None else resolver_call(self._executor, parent_type, field, details)
            except Exception:
                call = None  # wrong arguments are graphql-core's to tell
            self._calls[key] = (parent_type, details, call)
        return self._calls[key][2]

    def _field_reader(self, parent_type: GraphQLObjectType, details: FieldDetailsList) -> Reader | None:
        """From an object to the value of one of its fields, or None if the field is not plain."""
        node = details[0].node
        if node.name.value == "__typename":
            name = parent_type.name
            return lambda objects: [name] * len(objects)
        field = self._schema.get_field(parent_type, node.name.value)
        if field is None:
            return None
        value = value_at_hand(field)
        if value is None:
            call = self.call_of(parent_type, details)
            if call is None or call.waits:
                return None
            value = call.value
        read = self._reader(field.type, details)
        return None if read is None else lambda objects: read(list(map(value, objects)))

    def _reader(self, type_: GraphQLOutputType, details: FieldDetailsList) -> Reader | None:
        nullable = not isinstance(type_, GraphQLNonNull)
        inner = type_ if nullable else cast(GraphQLNonNull[Any], type_).of_type
        read: Reader | None = None
        if isinstance(inner, GraphQLScalarType | GraphQLEnumType):
            return leaf_reader(inner, nullable)
        if isinstance(inner, GraphQLList):
            read = self._list_reader(inner, details)
        elif isinstance(inner, GraphQLObjectType):
            read = self._object_reader(inner, details)
        elif isinstance(inner, GraphQLInterfaceType):
            read = self._interface_reader(inner, details)
        if read is None or not nullable:
            return read

        def read_present(values: Sequence[Any]) -> Sequence[Any]:
            present = [value for value in values if value is not None]
            return read(values) if len(present) == len(values) else with_nulls(read(present), values)

        return read_present

    def _list_reader(self, type_: GraphQLList[Any], details: FieldDetailsList) -> Reader | None:
        read = self._reader(type_.of_type, details)
        return None if read is None else lambda lists: parted(read(flattened(lists)), lists)

    def _object_reader(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Reader | None:
        plan, check = self.plan_of(type_, details), self.check_of(type_)
        if plan is None or check is None or plan.rest:
            return None

        def read(objects: Sequence[Any]) -> Sequence[Any]:
            if not check(objects):
                raise Surprise
            return plan.read(objects)

        return read

    def _interface_reader(self, type_: GraphQLInterfaceType, details: FieldDetailsList) -> Reader | None:
        """By the class of each object, if the objects of every class are plain."""
        readers = {origin: self._object_reader(possible, details) for origin, possible in self.types_of(type_).items()}
        by_class = {origin: reader for origin, reader in readers.items() if reader is not None}
        if not by_class or len(by_class) < len(readers):
            return None

        def read(values: Sequence[Any]) -> Sequence[Any]:
            places = places_by_class(values)
            parts = {class_: by_class[class_]([values[place] for place in at]) for class_, at in places.items()}
            return assembled(parts, places)

        return read


def _origin(type_: GraphQLObjectType) -> type | None:
    """The class whose own objects are of this type and no other, as far as Strawberry decides that by class."""
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of is not None:
        return None
    if definition.is_graphql_generic or definition.concrete_of is not None:
        return None
    return definition.origin
