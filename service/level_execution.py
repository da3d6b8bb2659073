"""Execution of lists level by level: each field of a selection for all objects at once, then all that came of it.

graphql-core goes down into every object by itself, and makes a task, a path and an info for each field of each that
has to be waited for. Here a field that waits is resolved for all objects of its level together, and what it gives is
completed as one list again. Where anything is not as expected, `Surprise` or any other exception leaves all of the
list to graphql-core, which alone tells errors; what has been loaded by then is not loaded again.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetailsList

from service.plain_readers import Surprise
from service.resolver_calls import Call

if TYPE_CHECKING:
    from service.execution import PlainExecutor

# After so many objects others get a turn of the event loop.
AT_A_TIME = 1000


class Levels:
    """What is known of one operation's selections; made for each operation, like its executor."""

    def __init__(self, executor: "PlainExecutor") -> None:
        self._executor = executor
        self._calls: dict[tuple[int, int], tuple[GraphQLObjectType, FieldDetailsList, Call | None]] = {}

    def take(self, type_: GraphQLOutputType, details: FieldDetailsList) -> bool:
        """Whether items of this type are likely to go through, by what is selected of them directly."""
        inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(inner, GraphQLInterfaceType):
            types = self._executor.schema.get_possible_types(inner)
            return any(self._waits(possible, details) for possible in types)
        return isinstance(inner, GraphQLObjectType) and self._waits(inner, details)

    def _waits(self, type_: GraphQLObjectType, details: FieldDetailsList) -> bool:
        """Whether some field has to be waited for, and all can be."""
        plan = self._executor.plan_of(type_, details)
        if plan is None:
            return False
        calls = [self._call(type_, found) for found in plan.rest.values()]
        return any(calls) and None not in calls

    async def completed(self, type_: GraphQLOutputType, details: FieldDetailsList, values: Sequence[Any]) -> list[Any]:
        """The raw values of one field of many objects, completed. Raises Surprise and whatever resolvers raise."""
        present = [value for value in values if value is not None]
        if isinstance(type_, GraphQLNonNull):
            if len(present) < len(values):
                raise Surprise
            return await self._present(type_.of_type, details, values)
        if len(present) == len(values):
            return await self._present(type_, details, values)
        found = iter(await self._present(type_, details, present))
        return [None if value is None else next(found) for value in values]

    async def _present(self, type_: GraphQLOutputType, details: FieldDetailsList, values: Sequence[Any]) -> list[Any]:
        """Of values that are not null."""
        if not values:
            return []
        read = self._executor.reader_of(type_, details)
        if read is not None:
            try:
                return await _each(read, values)
            except Exception:
                if is_leaf_type(type_):
                    raise
        if isinstance(type_, GraphQLList):
            return await self._lists(type_, details, values)
        if isinstance(type_, GraphQLObjectType):
            return await self._objects(type_, details, values)
        if isinstance(type_, GraphQLInterfaceType):
            return await self._of_several_types(type_, details, values)
        raise Surprise

    async def _lists(self, type_: GraphQLList[Any], details: FieldDetailsList, lists: Sequence[Any]) -> list[Any]:
        if any(type(each) is not list and type(each) is not tuple for each in lists):
            raise Surprise
        found = await self.completed(type_.of_type, details, [item for each in lists for item in each])
        parts, start = [], 0
        for each in lists:
            parts.append(found[start : start + len(each)])
            start += len(each)
        return parts

    async def _of_several_types(
        self, type_: GraphQLInterfaceType, details: FieldDetailsList, values: Sequence[Any]
    ) -> list[Any]:
        by_class = self._executor.types_of(type_)
        found: list[Any] = [None] * len(values)
        places: dict[type, list[int]] = {}
        for place, value in enumerate(values):
            places.setdefault(type(value), []).append(place)
        parts = await asyncio.gather(
            *(
                self._objects(by_class[class_], details, [values[place] for place in at])
                for class_, at in places.items()
            )
        )
        for at, part in zip(places.values(), parts, strict=True):
            for place, value in zip(at, part, strict=True):
                found[place] = value
        return found

    async def _objects(self, type_: GraphQLObjectType, details: FieldDetailsList, objects: Sequence[Any]) -> list[Any]:
        plan, check = self._executor.plan_of(type_, details), self._executor.check_of(type_)
        if plan is None or check is None:
            raise Surprise
        for each in objects:
            check(each)
        answers = [plan.keys.copy() for _ in objects]
        rest = dict(plan.rest)
        for key, read in plan.readers:
            try:
                for answer, value in zip(answers, await _each(read, objects), strict=True):
                    answer[key] = value
            except Exception:
                # What is at hand of some objects only has to be waited for.
                rest[key] = plan.fields[key]
        columns = await asyncio.gather(*(self._field(type_, found, objects) for found in rest.values()))
        for key, column in zip(rest, columns, strict=True):
            for answer, value in zip(answers, column, strict=True):
                answer[key] = value
        return answers

    async def _field(self, type_: GraphQLObjectType, details: FieldDetailsList, objects: Sequence[Any]) -> list[Any]:
        call = self._call(type_, details)
        field = self._executor.schema.get_field(type_, details[0].node.name.value)
        if call is None or field is None:
            raise Surprise
        values: Sequence[Any]
        if call.together:
            values = await call.together(objects)
        elif call.waits:
            values = await asyncio.gather(*map(call.value, objects))
        else:
            values = list(map(call.value, objects))
        return await self.completed(field.type, details, values)

    def _call(self, type_: GraphQLObjectType, details: FieldDetailsList) -> Call | None:
        key = (id(type_), id(details))
        if key not in self._calls:
            field = self._executor.schema.get_field(type_, details[0].node.name.value)
            self._calls[key] = (
                type_,
                details,
                None if field is None else self._executor.call_of(type_, field, details),
            )
        return self._calls[key][2]


async def _each(read: Callable[[Any], Any], values: Sequence[Any]) -> list[Any]:
    if len(values) <= AT_A_TIME:
        return [read(value) for value in values]
    found: list[Any] = []
    for start in range(0, len(values), AT_A_TIME):
        found += [read(value) for value in values[start : start + AT_A_TIME]]
        await asyncio.sleep(0)
    return found
