"""The names that countries have in other languages, in registers and for short, by rigour's territories.

    territory_of("COUNTRY", ["Norland"], [("wikidata", "Q30")]).code == "us"
    meant("Vereinigte Staaten") == Meant("us", "Vereinigte Staaten", code=False)
    meant("KAZ") == Meant("kz", "KAZ", code=True)

No source says these names, so they stand in no record: search looks them up, and says which of them a text is. Some
are rare, misspelt or another word elsewhere (rigour has them from registers), so a text must be one of them, not be
like it; of a territory's two names in English a part or a like is enough, as of any name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rigour.territories import get_territories, get_territory_by_qid, lookup_by_identifier, lookup_territory

# Private, but what rigour publishes tells only that a text is one of a territory's names. Its version is exact.
from rigour.territories.lookup import _load_territory_names
from rigour.territories.territory import Territory
from rigour.territories.util import normalize_territory_name

from schema.vocabulary import EntityKind

_CODE = re.compile("[A-Z]{2,3}")


@dataclass(frozen=True, slots=True)
class Meant:
    """The territory that a text means, the name that the text is, and whether that is a code."""

    territory: str
    name: str
    code: bool


def territory_of(kind: str, names: Iterable[str], external_ids: Iterable[Iterable[str]]) -> Territory | None:
    """The territory that an entity is: by its item in Wikidata; a country also by its ISO code or its exact name.

    What has an item that is no territory's own is something else, whatever its name: the Russian Empire.
    """
    known = [(scheme.casefold(), value) for scheme, value in external_ids]
    items = [value for scheme, value in known if scheme == "wikidata"]
    if items or kind != EntityKind.COUNTRY:
        found = (get_territory_by_qid(item) for item in items)
        return next((one for one in found if one and one.qid in items), None)
    codes = (lookup_by_identifier(value) for scheme, value in known if scheme.startswith("iso"))
    named = (_countries().get(normalize_territory_name(name)) for name in names)
    return next((one for one in (*codes, *named) if one), None)


def english_names(territory: Territory) -> list[str]:
    """What it is called in short and in full; of a part of a country only in short, since the full name has both."""
    return list(dict.fromkeys((territory.name, territory.name if territory.parent else territory.full_name)))


@lru_cache(maxsize=1024)
def meant(text: str) -> Meant | None:
    """The territory that a text is a name or, in capitals, a code of; the first call takes a second."""
    code = text.strip()
    if _CODE.fullmatch(code) and (found := lookup_by_identifier(code)):
        return Meant(found.code, code, code=True)
    wanted = normalize_territory_name(text)
    found = lookup_territory(text) if wanted else None
    # Not by its places, which rigour takes for it too: Minsk is not Belarus.
    names = [each for each in _names()[found.code] if normalize_territory_name(each) == wanted] if found else []
    return Meant(found.code, text if text in names else names[0], code=False) if found and names else None


@cache
def _names() -> dict[str, tuple[str, ...]]:
    loaded = _load_territory_names()
    return {one.code: (*english_names(one), *strong, *weak) for one, strong, weak, _ in loaded}


@cache
def _countries() -> dict[str, Territory]:
    """States of today and of the past by their names in English; those of today have the word."""
    found: dict[str, Territory] = {}
    states = (one for one in get_territories() if one.is_country or one.is_historical)
    for state in sorted(states, key=lambda one: one.is_historical):
        for name in english_names(state):
            found.setdefault(normalize_territory_name(name), state)
    return found
