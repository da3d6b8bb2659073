"""Persons, organizations, areas, events and memberships as Popolo JSON, the standard of civic data.

Specification: https://www.popoloproject.com/specs/. Posts, memberships and leadership are its memberships; it has no
place for ties of other kinds.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any

import orjson

from schema.entity import Entity
from schema.entity_kinds import Event
from schema.kinds import TieKind
from schema.source import Source
from schema.source import sources as find_sources
from schema.tie import Tie
from schema.vocabulary import EntityKind
from service.exports.addresses import web_address
from service.exports.dates import ends_of, iso_prefix
from service.exports.holdings import Holdings, by_id
from service.exports.wording import relation, told
from service.sync.exporting import bare

# Under which name each kind of entity is listed.
_LISTS = {
    "persons": (EntityKind.PERSON,),
    "organizations": (EntityKind.INSTITUTION, EntityKind.CLAN),
    "areas": (EntityKind.COUNTRY, EntityKind.PLACE),
    "events": (EntityKind.EVENT,),
}
_MEMBERSHIPS = (TieKind.HOLDS_POST, TieKind.MEMBER_OF, TieKind.LEADS)
_ORGANIZATIONS = _LISTS["organizations"]


async def write(holdings: Holdings) -> AsyncIterator[bytes]:
    """One object of lists; each list is gone through by itself, so that only a page is in memory."""
    opening = b"{"
    for name, kinds in _LISTS.items():
        yield opening + orjson.dumps(name) + b":["
        opening, parting = b"],\n", b""
        async for found in holdings.entities(kinds):
            cited = await _cited(holdings, (source for each in found for source in each.row.sources))
            for made in await asyncio.gather(*(_entity(each, cited) for each in found)):
                yield parting + orjson.dumps(made)
                parting = b",\n"
    yield opening + b'"memberships":['
    parting = b""
    async for ties in holdings.ties():
        scope = await holdings.fresh()
        chosen = [tie for tie in ties if tie.kind() in _MEMBERSHIPS]
        ends = {end for tie in chosen for end in (tie.row.from_id, tie.row.to_id)}
        there = await by_id(scope, ends)
        cited = await _cited(holdings, (source for tie in chosen for source in tie.row.sources))
        for tie in chosen:
            if membership := _membership(tie, there[tie.row.from_id], there[tie.row.to_id], cited):
                yield parting + orjson.dumps(membership)
                parting = b",\n"
    yield b"]}\n"


async def _cited(holdings: Holdings, ids: Iterable[str]) -> dict[str, Source]:
    return {str(source.id): source for source in await find_sources(await holdings.fresh(), sorted(set(ids)))}


async def _entity(entity: Entity, cited: Mapping[str, Source]) -> dict[str, Any]:
    row = entity.row
    ids = [{"scheme": scheme, "identifier": value} for scheme, value in json.loads(row.external_ids)]
    made: dict[str, Any] = {"id": entity.id, "name": entity.name, "sources": _links(row.sources, cited)}
    match entity.kind:
        case EntityKind.PERSON:
            made |= {
                "other_names": _other_names(entity),
                "identifiers": ids,
                "birth_date": iso_prefix(row.born),
                "death_date": iso_prefix(row.died),
                "summary": entity.description,
            }
        case EntityKind.INSTITUTION | EntityKind.CLAN:
            made |= {
                "other_names": _other_names(entity),
                "identifiers": ids,
                "classification": entity.kind.value.lower(),
                "founding_date": iso_prefix(row.born),
                "dissolution_date": iso_prefix(row.died),
                "abstract": entity.description,
            }
        case EntityKind.COUNTRY | EntityKind.PLACE:
            code = next((each["identifier"] for each in ids), None)
            made |= {"identifier": code, "classification": entity.kind.value.lower()}
        case EntityKind.EVENT:
            made |= {"identifiers": ids, "description": entity.description}
    if isinstance(entity, Event):
        first, last = ends_of(await entity.date())
        made |= {"start_date": first, "end_date": last}
    return bare(made)


def _membership(tie: Tie, member: Entity, where: Entity, cited: Mapping[str, Source]) -> dict[str, Any] | None:
    """None where the member is neither a person nor an organization, or what it is a member of is no organization."""
    if where.kind not in _ORGANIZATIONS:
        return None
    made: dict[str, Any] = {"id": tie.id, "label": told(tie), "role": relation(tie), "organization_id": where.id}
    if member.kind is EntityKind.PERSON:
        made["person_id"] = member.id
    elif member.kind in _ORGANIZATIONS:
        made["member"] = {"@type": "Organization", "id": member.id, "name": member.name}
    else:
        return None
    period = tie.period()
    dates = {"start_date": iso_prefix(period.start), "end_date": iso_prefix(period.end)}
    return bare(made | dates | {"sources": _links(tie.row.sources, cited)})


def _other_names(entity: Entity) -> list[dict[str, Any]]:
    return [
        bare(
            {
                "name": name.text,
                "start_date": iso_prefix(name.start),
                "end_date": iso_prefix(name.end),
                "note": " ".join(filter(None, (name.language, name.script))) or None,
            }
        )
        for name in entity.names()
        if not name.preferred or name.text != entity.name
    ]


def _links(ids: Iterable[str], cited: Mapping[str, Source]) -> list[dict[str, Any]]:
    """Links need an address: a source that has none gives none."""
    found = [cited[each] for each in ids if each in cited]
    return [{"url": url, "note": source.title} for source in found if (url := web_address(source.url))]
