"""FollowTheMoney entities, one a line of JSON, for Aleph, OpenAleph and the tools of investigations.

Model: https://followthemoney.tech (4.11). A tie becomes one interval entity: its dates are those of the period where
they can be said as a year, month or day, and what cannot be said so stands in its description. Contradicting dates are
never put side by side into one property.
"""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

import orjson

from schema.entities import country_of
from schema.entity import Entity
from schema.entity_kinds import Event, Institution, Place
from schema.kinds import TieKind
from schema.remark import Remark
from schema.scope import Scope
from schema.source import Source, sources
from schema.tie import Tie
from schema.vocabulary import EntityKind, Stance, TieNature
from service.exports.addresses import web_address
from service.exports.dates import ends_of, iso_prefix
from service.exports.holdings import Holdings, by_id
from service.exports.wording import relation, told

Properties = Mapping[str, str | Iterable[str | None] | None]

_SCHEMATA = {
    EntityKind.PERSON: "Person",
    EntityKind.INSTITUTION: "Organization",
    EntityKind.CLAN: "Organization",
    EntityKind.COUNTRY: "Territory",
    EntityKind.EVENT: "Event",
    EntityKind.PLACE: "Territory",
}
_OF_BODIES = (("incorporationDate", "dissolutionDate"), ("Founded", "Dissolved"))
# The properties that say when an entity began and ended, and the words for it.
_LIFETIMES = {
    EntityKind.PERSON: (("birthDate", "deathDate"), ("Born", "Died")),
    EntityKind.INSTITUTION: _OF_BODIES,
    EntityKind.CLAN: _OF_BODIES,
}
_PERSON = frozenset({EntityKind.PERSON})
_BODY = frozenset({EntityKind.INSTITUTION, EntityKind.CLAN})
_LEGAL = _PERSON | _BODY
# The schema of a kind, its two ends (from, to) and of what they must be; other ties are links of no known sort.
_EDGES: dict[TieKind, tuple[str, str, frozenset[EntityKind], str, frozenset[EntityKind]]] = {
    TieKind.MEMBER_OF: ("Membership", "member", _LEGAL, "organization", _BODY),
    TieKind.LEADS: ("Membership", "member", _LEGAL, "organization", _BODY),
    TieKind.KIN_OF: ("Family", "relative", _PERSON, "person", _PERSON),
    TieKind.PATRON_OF: ("Associate", "associate", _PERSON, "person", _PERSON),
    TieKind.ALLIED_WITH: ("Associate", "associate", _PERSON, "person", _PERSON),
    TieKind.RIVAL_OF: ("Associate", "associate", _PERSON, "person", _PERSON),
    TieKind.ASSOCIATED_WITH: ("Associate", "associate", _PERSON, "person", _PERSON),
    TieKind.OWNS: ("Ownership", "owner", _LEGAL, "asset", frozenset({EntityKind.INSTITUTION})),
    TieKind.CONTROLS: ("Control", "controller", _LEGAL, "controlled", _LEGAL),
    TieKind.SUCCEEDED: ("Succession", "successor", _LEGAL, "predecessor", _LEGAL),
}
# Where the model keeps the relation in words.
_IN_WORDS = {"Family": "relationship", "Associate": "relationship", "Control": "controlType"}
_QID = re.compile(r"Q[1-9]\d*")
# Years before this are none to FollowTheMoney.
_FIRST_YEAR = "1000"


async def write(holdings: Holdings) -> AsyncIterator[bytes]:
    owned = (await holdings.mentioned()).owned
    # The entities that have been written; the sources that their records name, and those that have been written.
    known: set[str] = set()
    cited: set[str] = set()
    written: set[str] = set()

    async def records(found: Sequence[Entity]) -> bytes:
        known.update(str(each.id) for each in found)
        cited.update(source for each in found for source in each.row.sources)
        codes = await _country_codes(await holdings.fresh(), found)
        return _lines(await asyncio.gather(*(_entity(each, codes.get(each.id), each.id in owned) for each in found)))

    async for found in holdings.entities():
        yield await records(found)
    posts: set[str] = set()
    async for ties in holdings.ties():
        scope = await holdings.fresh()
        ends = {end for tie in ties for end in (tie.row.from_id, tie.row.to_id)}
        there = await by_id(scope, ends)
        held_at = [there[tie.row.to_id] for tie in ties if _occupies(tie, there)]
        codes = await _country_codes(scope, held_at)
        made: list[dict[str, Any]] = []
        for tie in ties:
            if _occupies(tie, there):
                post = _post(tie, there[tie.row.to_id], codes.get(tie.row.to_id))
                if post["id"] not in posts:
                    posts.add(post["id"])
                    made.append(post)
                made.append(_interval(tie, "Occupancy", {"holder": tie.row.from_id, "post": post["id"]}))
            else:
                made.append(_link(tie, there))
        yield _lines(made)
    async for remarks in holdings.remarks():
        # A view holds remarks about an event that lies wholly after its asOf, and not the event.
        if beyond := {remark.about_id for remark in remarks} - known:
            yield await records(list((await by_id(await holdings.fresh(), beyond)).values()))
        yield _lines(map(_note, remarks))
    async for some in holdings.sources():
        written.update(str(source.id) for source in some)
        yield _lines(map(_article, some))
    # An entity's record may name sources that say nothing else in the view.
    if left := sorted(cited - written):
        yield _lines(map(_article, await sources(await holdings.fresh(), left)))


def _lines(made: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(orjson.dumps(each) + b"\n" for each in made)


def _made(identity: str, schema: str, properties: Properties) -> dict[str, Any]:
    """An entity as the model writes it: every property a list of texts, none of them empty."""
    filled: dict[str, list[str]] = {}
    for name, value in properties.items():
        values = [value] if isinstance(value, str) or value is None else value
        if kept := list(dict.fromkeys(each for each in values if each and each.strip())):
            filled[name] = kept
    return {"id": identity, "schema": schema, "properties": filled, "datasets": ["retinue"]}


async def _entity(entity: Entity, country: str | None, owned: bool) -> dict[str, Any]:
    row, kind = entity.row, entity.kind
    ids: dict[str, str] = dict(json.loads(row.external_ids))
    names = [name.text for name in entity.names()]
    wikidata = ids.get("wikidata") if _QID.fullmatch(ids.get("wikidata", "")) else None
    notes = [f"{scheme}: {value}" for scheme, value in ids.items() if value != wikidata]
    if not entity.identified:
        notes.append("Not identified by the sources.")
    properties: dict[str, Any] = {
        "name": entity.name, "alias": [name for name in names if name != entity.name],
        "description": entity.description, "notes": notes, "wikidataId": wikidata, "country": country,
        "proof": [source_id(each) for each in row.sources],
    }  # fmt: skip
    schema = "Company" if owned and kind is EntityKind.INSTITUTION else _SCHEMATA[kind]
    properties |= _lifetime(entity, notes)
    if kind is EntityKind.CLAN:
        properties["classification"] = "informal group"
    elif isinstance(entity, Event):
        date = await entity.date()
        first, last = ends_of(date)
        properties |= {"startDate": _date(first), "endDate": _date(last)}
        notes += [f"Between {first} and {last}."] if date else []
    return _made(entity.id, schema, properties)


def _lifetime(entity: Entity, notes: list[str]) -> Properties:
    """When a person or body began and ended; what the model has no place for goes to the notes, as written."""
    properties, words = _LIFETIMES.get(entity.kind, ((), ("Began", "Ended")))
    dates = (entity.row.born, entity.row.died)
    said = dict(zip(properties, map(_date, dates), strict=False))
    notes += [f"{word} {date}." for word, date in zip(words, dates, strict=True) if date and date not in said.values()]
    return said


async def _country_codes(scope: Scope, found: Sequence[Entity]) -> dict[str, str]:
    """ISO 3166 codes by entity: a country's own, and of the country that a body or place is part of or lies in."""
    inside = [each for each in found if isinstance(each, Institution | Place)]
    countries = await asyncio.gather(*(country_of(scope, each.id) for each in inside))
    pairs = [(each.id, country) for each, country in zip(inside, countries, strict=True) if country]
    # Whatever is of this kind is a Country.
    pairs += [(each.id, each) for each in found if each.kind is EntityKind.COUNTRY]  # type: ignore[misc]
    codes = {identity: dict(json.loads(country.row.external_ids)).get("iso3166") for identity, country in pairs}
    return {identity: code.lower() for identity, code in codes.items() if code and len(code) == 2}


def _occupies(tie: Tie, there: Mapping[str, Entity]) -> bool:
    return tie.kind() is TieKind.HOLDS_POST and there[tie.row.from_id].kind is EntityKind.PERSON


def _post(tie: Tie, where: Entity, country: str | None) -> dict[str, Any]:
    """The position that a post is held in: one for each role in a body."""
    role = tie.role() or ("Head" if tie.is_head() else "Post-holder")
    key = hashlib.sha256("\0".join((where.id, role, str(tie.is_head()))).encode()).hexdigest()[:16]
    organization = where.id if where.kind is EntityKind.INSTITUTION else None
    properties = {"name": f"{role}, {where.name}", "organization": organization, "country": country}
    return _made(f"position-{key}", "Position", properties)


def _link(tie: Tie, there: Mapping[str, Entity]) -> dict[str, Any]:
    ends = (there[tie.row.from_id].kind, there[tie.row.to_id].kind)
    if edge := _EDGES.get(tie.kind()):
        schema, one, one_kinds, other, other_kinds = edge
        if ends[0] in one_kinds and ends[1] in other_kinds:
            return _interval(tie, schema, {one: tie.row.from_id, other: tie.row.to_id})
    return _interval(tie, "UnknownLink", {"subject": tie.row.from_id, "object": tie.row.to_id})


def _interval(tie: Tie, schema: str, ends: dict[str, str | None]) -> dict[str, Any]:
    period = tie.period()
    dates = (
        {"date": _date(period.start)}
        if tie.nature() is TieNature.ACT
        else {"startDate": _date(period.start), "endDate": _date(period.end)}
    )
    words = {} if schema == "Occupancy" else {_IN_WORDS.get(schema, "role"): relation(tie)}
    office = {"summary": f"Concerns {tie.row.institution}."} if tie.row.institution else {}
    return _made(
        tie.id,
        schema,
        {
            **ends,
            **dates,
            **words,
            **office,
            "description": told(tie),
            "recordId": tie.id,
            "proof": [source_id(each) for each in tie.row.sources],
        },
    )


def _note(remark: Remark) -> dict[str, Any]:
    denied = "Denied: " if remark.stance is Stance.DENIES else ""
    date = f" Date {remark.date}." if remark.date else ""
    speaker = f" Attributed to {remark.attributed_to_id}." if remark.attributed_to_id else ""
    notes = f"{remark.modality.value}; reported {remark.reported_on}.{date}{speaker}"
    properties = {"description": denied + remark.text, "entity": remark.about_id, "notes": notes}
    return _made(remark.id, "Note", {**properties, "proof": source_id(remark.source_id)})


def _article(source: Source) -> dict[str, Any]:
    written = source.published_on
    notes = [source.note, f"Reliability {source.reliability}." if source.reliability else None]
    notes += [f"Published {written}."] if written and written != _date(written) else []
    address = web_address(source.url)
    notes += [f"At {source.url}."] if source.url and not address else []
    properties = {"title": source.title, "author": source.author, "publisher": source.publisher, "notes": notes}
    return _made(
        source_id(str(source.id)),
        "Article",
        {**properties, "publishedAt": _date(written), "sourceUrl": address},
    )


def source_id(identity: str) -> str:
    """Sources have a space of ids of their own there: an entity, tie or remark may be called the same."""
    return f"source-{identity}"


def _date(text: str | None) -> str | None:
    prefix = iso_prefix(text)
    return prefix if prefix and prefix >= _FIRST_YEAR else None
