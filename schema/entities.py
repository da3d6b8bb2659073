"""Loading entities: by id, all of a level in one trip, or a page of all of a kind."""

from collections.abc import Iterable
from functools import partial
from typing import Any

import strawberry

from schema.entity import Entity
from schema.entity_kinds import Clan, Country, Event, Institution, Person, Place
from schema.paging import Connection, Window, page
from schema.rows import EntityRow
from schema.scope import Batch, Scope
from schema.vocabulary import EntityKind

TYPES: dict[EntityKind, type[Entity]] = {
    EntityKind.PERSON: Person,
    EntityKind.INSTITUTION: Institution,
    EntityKind.CLAN: Clan,
    EntityKind.COUNTRY: Country,
    EntityKind.EVENT: Event,
    EntityKind.PLACE: Place,
}
_KINDS = {kind.value: kind for kind in EntityKind}
_BY_NAME = {kind.value: type_ for kind, type_ in TYPES.items()}


def made(scope: Scope, row: list[Any]) -> Entity:
    """An entity from a row of `fragments/entity_row`, of the type that its kind says."""
    found = EntityRow(*row)
    return _BY_NAME[found.kind](
        id=strawberry.ID(found.id),
        kind=_KINDS[found.kind],
        name=found.name,
        description=found.description,
        identified=found.identified,
        row=found,
        scope=scope,
    )


async def _load(scope: Scope, ids: list[str]) -> dict[str, list[Any]]:
    """By whatever ids, the records under the ids that stand for them."""
    known = await scope.request.identities()
    one = {identity: known.of(identity) for identity in ids}
    rows = {row[0]: row for row in await scope.read("read/entities_by_id", ids=list(dict.fromkeys(one.values())))}
    return {identity: rows[found] for identity, found in one.items() if found in rows}


def _batch(scope: Scope) -> Batch:
    return scope.request.batch("entity", partial(_load, scope))


async def entity(scope: Scope, identity: str) -> Entity | None:
    """An entity by id, in every view; all that are asked for on one level in one trip."""
    row = await _batch(scope).get(identity)
    return made(scope, row) if row else None


async def entity_or_fail(scope: Scope, identity: str) -> Entity:
    """An entity that another record refers to."""
    return _there(scope, identity, await _batch(scope).get(identity))


def entity_at_hand(scope: Scope, identity: str) -> Entity:
    """The same without waiting, where the record has been loaded. Raises where it has not."""
    return _there(scope, identity, _batch(scope).at_hand(identity))


async def entities(scope: Scope, ids: Iterable[str]) -> list[Entity]:
    """Several entities that another record refers to, in that order."""
    batch = _batch(scope)
    # All are asked for before the first is awaited: they come in one trip.
    waiting = [(identity, batch.get(identity)) for identity in ids]
    return [_there(scope, identity, await future) for identity, future in waiting]


def _there(scope: Scope, identity: str, row: list[Any] | None) -> Entity:
    if row is None:
        raise LookupError(f"no record of the entity {identity}")
    return made(scope, row)


async def load_entities(scope: Scope, ids: Iterable[str]) -> None:
    """Load the records of entities that are about to be asked for, in one trip."""
    batch = _batch(scope)
    for future in [batch.get(identity) for identity in set(ids)]:
        await future


async def entities_page(scope: Scope, kind: EntityKind, asked: Window) -> Connection[Any]:
    """One page of the entities of a kind that something known in the view speaks of."""
    ((_, rows, keys, total),) = await scope.read("read/entities_page", kind=kind.value, **asked.reading)
    return page(asked, [made(scope, row) for row in rows], keys, total)


async def country_of(scope: Scope, identity: str) -> Country | None:
    """The nearest country through PART_OF and LOCATED_IN, in the view."""

    async def load(ids: list[str]) -> dict[str, Any]:
        return dict(await scope.read("read/countries_of", ids=ids))

    row = await scope.batch("country_of", load).get(identity)
    found = made(scope, row) if row else None
    return found if isinstance(found, Country) else None
