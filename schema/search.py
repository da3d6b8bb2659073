"""Search: entities under any spelling of any of their names."""

import asyncio
import json
from collections.abc import Iterator
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from schema.entities import made
from schema.entity import Entity, names_of
from schema.errors import BadInput
from schema.likeness import INITIALS, LEAST, Match, Wanted, likeness
from schema.name import Name, unsaid
from schema.rows import EntityRow
from schema.scope import Scope, scope_of
from schema.search_keys import text_keys
from schema.territories import english_names, meant, territory_of
from schema.vocabulary import EntityKind
from schema.word_likeness import How

DEFAULT_HITS = 10
MOST_HITS = 100
LONGEST_TEXT = 300
# How many entities are compared with the text: those with the most and rarest of its keys.
CANDIDATES = 60
# How many entities are told where an id is not there.
MOST_NEAREST = 5
# What a country's name that no source says is worth beside one of its record.
SAID_BY_NONE = 0.95


@strawberry.type(description="An entity found by one of its names.")
class SearchHit:
    entity: Entity = strawberry.field(description="Whom or what the name means.")
    matched: Name = strawberry.field(
        description=(
            "The name that is most like the text: one of the entity's, or of a country one that no source here says, "
            "without sources then."
        )
    )
    match: str = strawberry.field(
        description=(
            "How it matches: exact (the same letters, but for case and diacritics), transliteration (the same in "
            "another script or language's spelling), abbreviation, spelling (a letter or two apart, or an article or "
            "the like too many), prefix (the text may go on). The farthest of these among the words of the text."
        )
    )
    score: float = strawberry.field(
        description="From 0 to 1: how like the name is to the text, and how much of the name the text has."
    )


@strawberry.type
class SearchFields:
    """Entities by name."""

    @strawberry.field(
        description=(
            "Entities that something known in this view speaks of, by any spelling of any of their names: in Latin or "
            "Cyrillic letters, as English, German, French, Russian or Kazakh write them, a letter or two wrong, by "
            "surname, by the beginning, by abbreviation; countries also by their names in other languages and their "
            "ISO codes; no events wholly after asOf. The most alike first; none where no name is like the text."
        )
    )
    async def search(
        self,
        info: Info[Any, Any],
        text: Annotated[str, strawberry.argument(description="A name, or a part of one; at most 300 characters.")],
        kinds: Annotated[
            list[EntityKind] | None, strawberry.argument(description="Only entities of these kinds; all unless said.")
        ] = strawberry.UNSET,
        first: Annotated[
            int | None, strawberry.argument(description="How many at most; 10 unless said, from 1 to 100.")
        ] = DEFAULT_HITS,
    ) -> list[SearchHit]:
        wanted = tuple(EntityKind) if kinds is strawberry.UNSET or kinds is None else tuple(dict.fromkeys(kinds))
        return await search(scope_of(self, info), text, wanted, DEFAULT_HITS if first is None else first)


async def search(scope: Scope, text: str, kinds: tuple[EntityKind, ...], first: int = DEFAULT_HITS) -> list[SearchHit]:
    """The entities most like a text, in one trip. Raises BadInput."""
    if not 1 <= first <= MOST_HITS:
        raise BadInput(f"first: {first} is not between 1 and {MOST_HITS}", suggestion="Ask for fewer, or narrow kinds.")
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            f"text: {len(text):,} characters are more than {LONGEST_TEXT}", suggestion="Search for one name at a time."
        )
    asked = Wanted.of(text)
    found = [hit for row in await _candidates(scope, text, kinds) if (hit := _hit(scope, text, asked, row))]
    found.sort(key=lambda hit: (-hit.score, hit.entity.row.sort_name, hit.entity.id))
    return found[:first]


async def nearest_ids(scope: Scope, identity: str) -> list[str]:
    """The ids of entities in the view that were meant by one that is not there, the likeliest first."""
    text = identity.replace("-", " ")[:LONGEST_TEXT]
    asked = Wanted.of(text)
    found: list[tuple[float, str]] = []
    for row in await _candidates(scope, text, tuple(EntityKind)):
        texts = [row.id.replace("-", " "), *(name.text for name in names_of(scope, row))]
        alike = [match.score for name in texts if (match := likeness(asked, name))]
        if alike:
            found.append((-max(alike), row.id))
    return [each for _, each in sorted(found)[:MOST_NEAREST]]


async def _candidates(scope: Scope, text: str, kinds: tuple[EntityKind, ...]) -> list[EntityRow]:
    # Beside the loop: the names of territories take a second to be read at first.
    keys = await asyncio.to_thread(text_keys, text)
    if not keys or not kinds:
        return []
    rows = await scope.read(
        "read/entities_by_keys", keys=" ".join(keys), kinds=[kind.value for kind in kinds], limit=CANDIDATES
    )
    return [EntityRow(*row) for row in rows]


def _hit(scope: Scope, text: str, asked: Wanted, row: EntityRow) -> SearchHit | None:
    """The entity by the name that is most like what is asked, the preferred one among equals."""
    names = names_of(scope, row)
    texts = [name.text for name in names]
    best: tuple[Match, Name] | None = None
    for name in names:
        match = likeness(asked, name.text, texts, person=row.kind == EntityKind.PERSON)
        if match and (best is None or match.score > best[0].score):
            best = match, name
    for match, called in _as_territory(text, asked, row, texts):
        if match.score >= LEAST and (best is None or match.score > best[0].score):
            best = match, unsaid(scope, called)
    if best is None:
        return None
    match, name = best
    return SearchHit(entity=made(scope, list(row)), matched=name, match=match.how.value, score=round(match.score, 4))


def _as_territory(text: str, asked: Wanted, row: EntityRow, texts: list[str]) -> Iterator[tuple[Match, str]]:
    """How a country matches by names that its record does not have; they have no source here."""
    territory = territory_of(row.kind, texts, json.loads(row.external_ids))
    if territory is None:
        return
    called = meant(text)
    if called and called.territory == territory.code:
        if called.code:
            yield Match(INITIALS, How.ABBREVIATION), called.name
        else:
            same = likeness(asked, called.name)
            yield Match(SAID_BY_NONE, same.how if same else How.TRANSLITERATION), called.name
    for name in english_names(territory):
        if match := likeness(asked, name, texts):
            yield Match(match.score * SAID_BY_NONE, match.how), name
