"""The field of a view that derives ties from the stated ones."""

import asyncio
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema import derived
from schema.arguments import given, known_entity
from schema.derivation import DerivedKind, kinds_asked
from schema.errors import BadInput
from schema.paging import After, Connection, First, window
from schema.scope import scope_of
from schema.vocabulary import EntityKind

Kinds = Annotated[
    list[DerivedKind] | None, strawberry.argument(description="Only derived ties of these kinds; all unless said.")
]


@strawberry.type
class DerivedFields:
    """What is derived, kept apart from what is said."""

    @strawberry.field(
        description=(
            "Ties that nobody states and that the literature measures patronage by, computed from the stated ones of "
            "this view, by earliest start and id. With asOf those that hold on that day, as each kind says."
        )
    )
    async def derived_ties(
        self,
        info: Info[Any, Any],
        kinds: Kinds = strawberry.UNSET,
        of: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only those of this person; of everybody unless said."),
        ] = strawberry.UNSET,
        with_: Annotated[
            strawberry.ID | None, strawberry.argument(name="with", description="Only those with this person.")
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> Connection[derived.DerivedTie]:
        scope, wanted = scope_of(self, info), kinds_asked(kinds)
        # `with` alone asks the same as `of`.
        named = [(name, value) for name, value in (("of", given(of)), ("with", given(with_))) if value is not None]
        people = await asyncio.gather(*(known_entity(scope, value, name) for name, value in named))
        for (name, _), found in zip(named, people, strict=True):
            if found.kind is not EntityKind.PERSON:
                raise BadInput(
                    f"{name}: {found.name} is of kind {found.kind.value}",
                    suggestion="Derived ties join persons; ask for those of somebody.",
                )
        one, other = [*(found.id for found in people), None, None][:2]
        asked = window(("derived", wanted, one, other, scope.key), first, after)
        if one is None:
            every = await derived.every_derived(scope, wanted)
        else:
            every = await derived.derived_of(scope, one, wanted)
        return derived.page(scope, every, other, asked)
