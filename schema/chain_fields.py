"""The fields of a view that search for chains of ties."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema import chain
from schema.arguments import Standings, Through, given, known_entity
from schema.derivation import DerivedKind
from schema.paging import After, Connection, First, Types, window
from schema.scope import scope_of
from schema.vocabulary import Direction, Timing

# Certain before possible, longer overlap, length, ids of the entities, ids of the ties.
KEYS: Types = (int, float, int, [str], [str])


@strawberry.type
class ChainFields:
    """Chains of ties."""

    @strawberry.field(
        description=(
            "Chains of patronage around an institution (its first step is then a post), a person or a clan. "
            "UPWARD: who stands behind; DOWNWARD: whom they stand behind."
        )
    )
    async def patronage(
        self,
        info: Info[Any, Any],
        around: Annotated[strawberry.ID, strawberry.argument(description="An institution, a person or a clan.")],
        direction: Annotated[
            Direction | None, strawberry.argument(description="From client to patron, from patron to client, or both.")
        ] = Direction.UPWARD,
        through: Through = strawberry.UNSET,
        timing: Annotated[
            Timing | None, strawberry.argument(description="Which dates the chain must obey.")
        ] = Timing.CONTINUOUS,
        standing: Standings = strawberry.UNSET,
        max_depth: Annotated[
            int | None, strawberry.argument(description="The most hops after the post at the start; at most 8.")
        ] = 4,
        derived: Annotated[
            list[DerivedKind] | None,
            strawberry.argument(
                description=(
                    "Also through ties of these kinds that nobody states, derived from the stated ones; none unless "
                    "said. Each such hop is marked by its derived."
                )
            ),
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[chain.Chain]:
        scope = scope_of(self, info)
        begin = await known_entity(scope, around, "around")
        search = chain.checked(
            scope, begin, direction, given(through), timing, given(standing), max_depth, given(derived)
        )
        asked = window(("patronage", search.key, scope.key), first, after, keys=KEYS)
        return await chain.patronage(scope, begin, search, asked)
