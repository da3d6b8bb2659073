"""What each of several datasets says of one entity, but for its names, which tell themselves whose they are.

Of an entity the latest version stands, as a whole; of one that several datasets know the row keeps the share of each,
so that what one of them corrects or takes back does not live on as another's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from schema.records import EntityRecord
from service.sync.rows import Row, cited, entity_record, entity_row

Share = dict[str, Any]


def share(record: EntityRecord) -> Share:
    """What a dataset says by a record; `cited` are the sources that it names."""
    found: Share = {name: getattr(record, name) for name in ("description", "born", "died", "external_ids")}
    return found | {"cited": sorted(cited(record))}


def shares_beside(row: Row, dataset: str) -> dict[str, Share]:
    """The shares of a row's other datasets; where it does not tell, each may have said all of it."""
    kept = _kept(row)
    others = set(row["datasets"]) - {dataset}
    return {each: kept.get(each) or share(entity_record(row)) for each in others}


def written(shares: Mapping[str, Share]) -> str:
    """Shares as a row keeps them."""
    return orjson.dumps(shares, option=orjson.OPT_SORT_KEYS).decode()


def put_together(record: EntityRecord, said: Sequence[Share]) -> EntityRecord:
    """A record with what shares say in place of what it said; of two that speak of one thing the first has the word."""
    ids = {scheme: value for each in reversed(said) for scheme, value in each["external_ids"]}
    return replace(
        record,
        description=_first(said, "description"),
        born=_first(said, "born"),
        died=_first(said, "died"),
        external_ids=tuple(sorted(ids.items())),
    )


def without(row: Row, left: list[str]) -> Row:
    """The row of an entity that only the datasets `left` know any longer. What these do not say goes, if they tell."""
    kept = _kept(row)
    if not left or not all(each in kept for each in left):
        return {**row, "datasets": left}
    shares = {each: kept[each] for each in left}
    record = put_together(entity_record(row), [shares[each] for each in left])
    sources = {source for each in shares.values() for source in each["cited"]}
    names = tuple(name for name in record.names if sources.intersection(name.sources)) or record.names
    if not any(name.preferred for name in names):
        names = (replace(names[0], preferred=True), *names[1:])
    record = replace(record, names=names, sources=tuple(each for each in record.sources if each in sources))
    return {**row, **entity_row(record), "datasets": left, "shares": written(shares) if len(left) > 1 else None}


def _kept(row: Row) -> dict[str, Share]:
    found: dict[str, Share] = orjson.loads(row.get("shares") or "{}")
    return found


def _first(said: Iterable[Share], name: str) -> str | None:
    return next((each[name] for each in said if each[name]), None)
