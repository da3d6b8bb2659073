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

from graphql import GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from service.level_execution import Levels
from service.selections import Selections


class PlainExecutor(StrawberryGraphQLCoreExecutionContext):
    """Give it to graphql-core as `executor_class`, for a schema of Strawberry's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        incremental = self.schema.get_directive("defer") or self.schema.get_directive("stream")
        self._exact = bool(self.middleware_manager or self.abort_signal or incremental) or not self.error_propagation
        self._selections = Selections(self)
        self._levels = Levels(self._selections)

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
        plan = self._selections.plan(parent_type, grouped_field_set)
        results, surprised = plan.keys.copy(), set()
        for key, read in plan.readers.items():
            try:
                (results[key],) = read((source_value,))
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
        reader = self._selections.reader_of(item_type, field_details_list)
        if reader is not None:
            try:
                return list(reader(cast(Sequence[Any], items)))
            except Exception:  # noqa: S110 - whatever it is, graphql-core meets it again and tells it
                pass
        if not self._levels.takes(item_type, field_details_list):
            return complete_exactly(item_type, field_details_list, info, path, items, position_context)

        async def by_levels() -> list[Any]:
            try:
                return list(await self._levels.completed(item_type, field_details_list, cast(Sequence[Any], items)))
            except Exception:
                exactly = complete_exactly(item_type, field_details_list, info, path, items, position_context)
                return exactly if isinstance(exactly, list) else await exactly

        return by_levels()


def _filled(results: dict[str, Any], others: dict[str, Any], rest: GroupedFieldSet) -> dict[str, Any]:
    results.update(others)
    if len(others) != len(rest):
        # Fields that the schema does not have leave no key; only documents that were not validated ask for them.
        for key in rest.keys() - others.keys():
            del results[key]
    return results
