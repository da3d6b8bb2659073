"""Arguments that several fields take, and what they name looked up."""

from typing import Annotated, Any

import strawberry

from schema.edtf import Day
from schema.entities import entity as find_entity
from schema.entity import Entity
from schema.entity import Kinds as Kinds
from schema.errors import BadInput, NotFound
from schema.kinds import TieKind
from schema.scope import Scope
from schema.search import nearest_ids
from schema.vocabulary import Standing

Id = Annotated[strawberry.ID, strawberry.argument(description="The id, a readable slug such as karim-masimov.")]
Through = Annotated[
    list[TieKind] | None,
    strawberry.argument(
        description="Only through ties of these kinds; all that bear patronage unless said. Posts always."
    ),
]
Standings = Annotated[
    list[Standing] | None,
    strawberry.argument(description="Only through ties of these standings; all but REFUTED unless said."),
]
About = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only what concerns this entity: as an end of the tie, or as its institution."),
]


def given(values: Any) -> Any:
    """An argument that was left out as None; an empty list stays one."""
    return None if values is strawberry.UNSET else values


def in_order(start: Day | None, end: Day | None) -> None:
    """Raises BadInput where `from` lies after `to`; either may be left out."""
    if start and end and start > end:
        raise BadInput(f"from: {start} lies after to: {end}", suggestion="Exchange the two days.")


async def about_id(scope: Scope, about: str | None) -> str | None:
    """The entity that an argument names, checked to be there."""
    if about is None or about is strawberry.UNSET:
        return None
    return (await known_entity(scope, about, "about")).id


async def known_entity(scope: Scope, identity: str, argument: str) -> Entity:
    """The entity that an argument needs. Raises NotFound, which tells the nearest ids."""
    found = await find_entity(scope, identity)
    if found is not None:
        return found
    nearest = await nearest_ids(scope, identity)
    raise NotFound(
        f"{argument}: there is no entity “{identity}”",
        suggestion=f"Did you mean {', '.join(nearest)}?" if nearest else "Look for its id with search.",
        nearest=nearest,
    )
