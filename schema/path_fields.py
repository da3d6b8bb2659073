"""The field of a view that searches for the ways between two entities."""

import asyncio
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema import path_search
from schema.arguments import Standings, given, known_entity
from schema.chain import Chain
from schema.kinds import TieKind
from schema.paging import After, Connection, First, Types, asks_for, window
from schema.path import Surroundings
from schema.scope import scope_of
from schema.vocabulary import Timing

# Length, certain before possible, longer overlap, ids of the entities, ids of the ties.
KEYS: Types = (int, int, float, [str], [str])


@strawberry.type
class PathFields:
    """Chains between two ends."""

    @strawberry.field(
        description=(
            "Chains of ties between two entities, over ties of every kind, whichever way each is read: the shortest "
            "first, then the certain ones, then those with the longer overlap. The search goes by length and stops "
            "when the page is full; totalCount has to go through all of them."
        )
    )
    async def paths(
        self,
        info: Info[Any, Any],
        from_: Annotated[
            strawberry.ID, strawberry.argument(name="from", description="The entity that the chains start at.")
        ],
        to: Annotated[strawberry.ID, strawberry.argument(description="The entity that they lead to.")],
        through: Annotated[
            list[TieKind] | None,
            strawberry.argument(description="Only through ties of these kinds; all but SAME_AS unless said."),
        ] = strawberry.UNSET,
        timing: Annotated[
            Timing | None, strawberry.argument(description="Which dates the chain must obey.")
        ] = Timing.CONTINUOUS,
        standing: Standings = strawberry.UNSET,
        max_depth: Annotated[int | None, strawberry.argument(description="The most hops; at most 8.")] = 6,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[Chain]:
        scope = scope_of(self, info)
        ends = await asyncio.gather(known_entity(scope, from_, "from"), known_entity(scope, to, "to"))
        asked = path_search.checked(scope, ends, given(through), timing, given(standing), max_depth)
        part = window(("paths", asked.key, scope.key), first, after, keys=KEYS)
        search = path_search.PathSearch(scope, asked, Surroundings(asked.start, asked.end))
        return await search.page(part, looks_ahead=asks_for(info, "pageInfo"))
