"""Measures at a date: who is central in a view, who brokers, and how often institutions change their heads."""

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema import measure_comparison as comparison
from schema.arguments import given
from schema.edtf import Day
from schema.entities import entity_at_hand, entity_or_fail
from schema.entity import Entity
from schema.errors import BadInput
from schema.kinds import TieKind
from schema.measure_kinds import DEFINITIONS, MeasureDefinition, MeasureKind
from schema.measuring import GRAPH_KINDS, Ask, Measured, SimpleGraph, graph_of, measured_in, order
from schema.paging import After, Connection, First, Types, Window, page_of, window
from schema.scalars import Date
from schema.scope import AT_HAND, Scope, scope_of
from schema.vocabulary import EntityKind

# What has no value last, the value or its change, the name, the id.
KEYS: Types = (int, float, str, str)

Among = Annotated[
    list[EntityKind] | None,
    strawberry.argument(
        description=(
            "Only entities of these kinds are listed and ranked; all unless said. What is measured stays the whole "
            "graph of the view."
        )
    ),
]
GraphOf = Annotated[
    list[TieKind] | None,
    strawberry.argument(
        description="Only ties of these kinds make the graph; all unless said. SAME_AS never. Not for heads."
    ),
]
From = Annotated[
    Date | None,
    strawberry.argument(
        name="from", description="The first day of the period; needed for TURNOVER and MEDIAN_TENURE, and only there."
    ),
]


@strawberry.type(description="The graph that a measure is computed of: the view's ties, simple and undirected.")
class MeasuredGraph:
    entities: int = strawberry.field(description="How many entities have a tie in it.")
    pairs: int = strawberry.field(description="How many pairs of entities are tied: the edges of the graph.")
    ties: int = strawberry.field(description="How many ties these pairs rest on.")

    @classmethod
    def of(cls, graph: SimpleGraph) -> "MeasuredGraph":
        return cls(entities=len(graph.nodes), pairs=len(graph.pairs), ties=graph.all_ties)


@strawberry.type(description="What was measured of one entity in a view.")
class Measure:
    value: float | None = strawberry.field(
        description="The value; null where the measure is not defined, see the definition. Such are listed last."
    )
    rank: int | None = strawberry.field(
        description=(
            "Its place among those listed, 1 for the first; equal values share the better one. Null without a value."
        )
    )
    ties: int = strawberry.field(
        description=(
            "How many ties the value rests on: those of the entity in the graph, parallel ones too; of an institution "
            "the posts of its heads that are known to reach into the period."
        )
    )
    low: float | None = strawberry.field(
        description="The smallest value that any reading of the dates gives; null for measures of the graph."
    )
    high: float | None = strawberry.field(
        description=(
            "The largest value that any reading of the dates gives; null for measures of the graph, and where there "
            "is no bound."
        )
    )
    observed: float | None = strawberry.field(
        description=(
            "The share of the period's days, 0 to 1, for which a head is known; null for measures of the graph. What "
            "happened on the others is not in the value."
        )
    )
    graph: MeasuredGraph | None = strawberry.field(
        description="The graph that it was computed of; null for measures of heads."
    )
    definition: MeasureDefinition = strawberry.field(description="How the measure is defined, and where.")
    entity_id: strawberry.Private[str]
    scope: strawberry.Private[Scope]

    @strawberry.field(
        description="Who or what was measured.",
        metadata={AT_HAND: lambda measure: entity_at_hand(measure.scope, measure.entity_id)},
    )
    async def entity(self) -> Entity:
        return await entity_or_fail(self.scope, self.entity_id)


@strawberry.type
class MeasureFields:
    """What is measured of the graph as a whole."""

    @strawberry.field(
        description=(
            "A measure of every entity that has a tie in this view, the most central first: for CONSTRAINT the least "
            "constrained, who broker most. Ordered by value, then name and id. The view's asOf, knownAt and certainty "
            "decide the graph; without asOf it is made of the ties of all time. Or, for TURNOVER and MEDIAN_TENURE, "
            "of every institution that is known to have had a head in the period. TOO_BROAD beyond the sizes that the "
            "definition tells."
        )
    )
    async def measures(
        self,
        info: Info[Any, Any],
        kind: Annotated[MeasureKind, strawberry.argument(description="What to measure.")],
        among: Among = strawberry.UNSET,
        through: GraphOf = strawberry.UNSET,
        from_: From = strawberry.UNSET,
        to: Annotated[
            Date | None,
            strawberry.argument(
                description="The last day of the period; the view's asOf unless said, and not after it."
            ),
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Measure]:
        scope = scope_of(self, info)
        ask = asked_for(scope, kind, given(through), given(from_), given(to))
        kinds = listed_kinds(given(among))
        page = window(("measures", ask.key, kinds, scope.key), first, after, keys=KEYS)
        return await _measures(scope, ask, kinds, page)

    @strawberry.field(
        description=(
            "Who rose and who fell between days: a measure in the view of each day, by this view's knowledge and "
            "certainty; the view's own asOf does not matter. Ordered by how much the value changed from the first to "
            "the last day, the greatest change first, then name and id."
        )
    )
    async def compare_measures(
        self,
        info: Info[Any, Any],
        kind: Annotated[MeasureKind, strawberry.argument(description="What to measure.")],
        as_of: Annotated[
            list[Date],
            strawberry.argument(
                description="The days, 2 to 12, taken in the order of the calendar. Of heads: the last days of periods."
            ),
        ],
        among: Among = strawberry.UNSET,
        through: GraphOf = strawberry.UNSET,
        from_: From = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[comparison.MeasureComparison]:
        scope, days = scope_of(self, info), comparison.checked_days(as_of)
        views = [comparison.on(scope, day) for day in days]
        asks = [asked_for(view, kind, given(through), given(from_), None) for view in views]
        kinds = listed_kinds(given(among))
        of = ("compareMeasures", tuple(days), tuple(ask.key for ask in asks), kinds, comparison.on(scope, None).key)
        return await comparison.compared(scope, views, asks, kinds, window(of, first, after, keys=KEYS))

    @strawberry.field(
        description="How each measure is defined, where that stands, how it is normalised and how its values read."
    )
    def measure_definitions(self) -> list[MeasureDefinition]:
        return list(DEFINITIONS.values())


def listed_kinds(among: Sequence[EntityKind] | None) -> tuple[EntityKind, ...]:
    """All where the argument is absent; none where it is an empty list."""
    return tuple(EntityKind) if among is None else tuple(kind for kind in EntityKind if kind in among)


def asked_for(
    scope: Scope, kind: MeasureKind, through: Sequence[TieKind] | None, start: Day | None, end: Day | None
) -> Ask:
    """What is None counts as not said. Raises BadInput where the arguments do not go together."""
    if not DEFINITIONS[kind].needs_period:
        for name, day in (("from", start), ("to", end)):
            if day is not None:
                raise BadInput(
                    f"{name}: {kind.value} is of one day, not of a period",
                    suggestion="Ask inside view(asOf: …), or compare days with compareMeasures.",
                )
        return Ask(kind, GRAPH_KINDS if through is None else tuple(each for each in GRAPH_KINDS if each in through))
    if through is not None:
        raise BadInput(f"through: {kind.value} is of the posts of heads alone", suggestion="Leave through out.")
    last = end or scope.as_of
    if start is None or last is None:
        raise BadInput(
            f"{'to' if start else 'from'}: {kind.value} is of a period",
            suggestion="Give from, and to where the view has no asOf.",
        )
    if scope.as_of is not None and last > scope.as_of:
        raise BadInput(
            f"to: {last} lies after the view's asOf, {scope.as_of}", suggestion="Leave to out, or ask without an asOf."
        )
    if start > last:
        raise BadInput(f"from: {start} lies after the period's last day, {last}", suggestion="Exchange the two days.")
    return Ask(kind, period=(start, last))


async def _measures(scope: Scope, ask: Ask, kinds: tuple[EntityKind, ...], asked: Window) -> Connection[Measure]:
    found = [each for each in await measured_in(scope, ask) if each.node.kind in kinds]
    graph = None if ask.period else MeasuredGraph.of(await graph_of(scope, ask.through))
    ranked = list(zip(found, comparison.ranks(found), strict=True))
    part: Connection[Any] = page_of(asked, ranked, [order(ask.kind, each) for each in found])
    part.nodes = [_measure(scope, ask, each, rank, graph) for each, rank in part.nodes]
    return part


def _measure(scope: Scope, ask: Ask, found: Measured, rank: int | None, graph: MeasuredGraph | None) -> Measure:
    return Measure(
        value=found.value,
        rank=rank,
        ties=found.ties,
        low=found.low,
        high=found.high,
        observed=found.observed,
        graph=graph,
        definition=DEFINITIONS[ask.kind],
        entity_id=found.node.id,
        scope=scope,
    )
