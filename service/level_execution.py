"""Execution of lists level by level: each field of a selection for all objects at once, then all that came of it.

graphql-core goes down into every object by itself, and makes a task, a path and an info for each field of each that
has to be waited for. Here a field that waits is resolved for all objects of its level together, and what it gives is
completed as one list again. Where anything is not as expected, `Surprise` or any other exception leaves all of the
list to graphql-core, which alone tells errors; what has been loaded by then is not loaded again.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from graphql import (
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetailsList

from service.plain_readers import Reader, Surprise, assembled, flattened, parted, places_by_class, with_nulls
from service.selections import Selections

# After so many objects others get a turn of the event loop; a few at a time would part fields that ask in one trip.
AT_A_TIME = 10_000


class Levels:
    """Made for each operation, like its executor."""

    def __init__(self, selections: Selections) -> None:
        self._selections = selections

    def takes(self, type_: GraphQLOutputType, details: FieldDetailsList) -> bool:
        """Whether items of this type are likely to go through, by what is selected of them directly."""
        inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if isinstance(inner, GraphQLInterfaceType):
            types = self._selections.types_of(inner).values()
            return any(self._waits(possible, details) for possible in types)
        return isinstance(inner, GraphQLObjectType) and self._waits(inner, details)

    def _waits(self, type_: GraphQLObjectType, details: FieldDetailsList) -> bool:
        """Whether some field has to be waited for, and all can be."""
        plan = self._selections.plan_of(type_, details)
        if plan is None:
            return False
        calls = [self._selections.call_of(type_, found) for found in plan.rest.values()]
        return any(calls) and None not in calls

    async def completed(
        self, type_: GraphQLOutputType, details: FieldDetailsList, values: Sequence[Any]
    ) -> Sequence[Any]:
        """The raw values of one field of many objects, completed. Raises Surprise and whatever resolvers raise."""
        present = [value for value in values if value is not None]
        if isinstance(type_, GraphQLNonNull):
            if len(present) < len(values):
                raise Surprise
            return await self._present(type_.of_type, details, values)
        found = await self._present(type_, details, present)
        return found if len(present) == len(values) else with_nulls(found, values)

    async def _present(
        self, type_: GraphQLOutputType, details: FieldDetailsList, values: Sequence[Any]
    ) -> Sequence[Any]:
        """Of values that are not null."""
        if not values:
            return []
        read = self._selections.reader_of(type_, details)
        if read is not None:
            try:
                return await _in_turns(read, values)
            except Exception:
                if is_leaf_type(type_):
                    raise
        if isinstance(type_, GraphQLList):
            return parted(await self.completed(type_.of_type, details, flattened(values)), values)
        if isinstance(type_, GraphQLObjectType):
            return await self._objects(type_, details, values)
        if isinstance(type_, GraphQLInterfaceType):
            by_class, places = self._selections.types_of(type_), places_by_class(values)
            parts = await asyncio.gather(
                *(
                    self._objects(by_class[class_], details, [values[place] for place in at])
                    for class_, at in places.items()
                )
            )
            return assembled(dict(zip(places, parts, strict=True)), places)
        raise Surprise

    async def _objects(
        self, type_: GraphQLObjectType, details: FieldDetailsList, objects: Sequence[Any]
    ) -> Sequence[Any]:
        plan, check = self._selections.plan_of(type_, details), self._selections.check_of(type_)
        if plan is None or check is None or not check(objects):
            raise Surprise
        columns: dict[str, Sequence[Any]] = {}
        rest = dict(plan.rest)
        for key, read in plan.readers.items():
            try:
                columns[key] = await _in_turns(read, objects)
            except Exception:
                # What is at hand of some objects only has to be waited for.
                rest[key] = plan.fields[key]
        found = await asyncio.gather(*(self._field(type_, details, objects) for details in rest.values()))
        columns.update(zip(rest, found, strict=True))
        return plan.rows(columns, len(objects))

    async def _field(
        self, type_: GraphQLObjectType, details: FieldDetailsList, objects: Sequence[Any]
    ) -> Sequence[Any]:
        call = self._selections.call_of(type_, details)
        if call is None:
            raise Surprise
        values: Sequence[Any]
        if call.together:
            values = await call.together(objects)
        elif call.waits:
            values = await asyncio.gather(*map(call.value, objects))
        else:
            values = list(map(call.value, objects))
        return await self.completed(call.type_, details, values)


async def _in_turns(read: Reader, values: Sequence[Any]) -> Sequence[Any]:
    if len(values) <= AT_A_TIME:
        return read(values)
    found: list[Any] = []
    for start in range(0, len(values), AT_A_TIME):
        found += read(values[start : start + AT_A_TIME])
        await asyncio.sleep(0)
    return found
