"""Replays of what is published: every version as a sync applies it, and what the tables say, read by other means.

The versions lie beside the repository, in `../shared/data`; without them the tests are skipped.
"""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store, batches
from service.sync.syncing import Synced, sync_source
from tests.conftest import Asker, Engine
from tests.dumps import session_on, standing

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
KAZAKHSTAN, UK = DATA / "kazakhstan-cabinet" / "history", DATA / "uk-ministers" / "history"
# The day on which the one version of the cabinets was public.
CABINETS_DAY = "2022-07-10"
OPTIONS = SyncOptions(seen_on="2026-11-27")

# Person, role, start, end.
Held = tuple[str, str, str, str]


def replayed(store: Store, name: str, *paths: Path, day: str | None = None) -> list[Synced]:
    source, options = SyncSource(name, source_module(name)), replace(OPTIONS, day=day)
    return list(sync_source(store, source, [str(path) for path in paths], options, lambda *_: None))


def said(address: Address, source: str, known_at: str, kind: str = "HOLDS_POST") -> set[Held]:
    """What a source's claims say on a day of knowledge, by the states of the ties that stand then."""
    text = """
    MATCH (m:Meta {name: 'graph'})
    MATCH (x:Claim {source: $source}) WHERE x.since_version <= m.version AND m.version < x.until_version
      AND x.known_from <= $known_at AND $known_at < x.known_to
    MATCH (t:Tie {id: x.tie}) WHERE t.kind = $kind AND t.since_version <= m.version AND m.version < t.until_version
    RETURN collect([t.from_id, x.role, t.role, x.start_date, x.end_date]) AS found
    """
    with session_on(address) as session:
        found = session.run(text, source=source, known_at=known_at, kind=kind).single(strict=True)["found"]
    return {
        (who, said_role or role, start or "", "" if end == ".." else end) for who, said_role, role, start, end in found
    }


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


@contextmanager
def replay(engine: Engine, name: str, *paths: Path, day: str | None = None) -> Iterator[tuple[Address, list[Synced]]]:
    """A graph with nothing but what versions of a source said, and their runs; skipped where there are no versions."""
    if not paths or not all(path.exists() for path in paths):
        pytest.skip(f"there is no shared/data with {name} beside the repository")
    address = engine.migrated()
    with Store(address) as store:
        runs = replayed(store, name, *paths, day=day)
    yield address, runs
    engine.drop(address)


def last_of_each_day(part: str) -> dict[str, Path]:
    """The last version of each day, by day."""
    files = sorted(KAZAKHSTAN.glob(f"*_{part}.csv"))
    return {file.name.split("_")[1]: file for file in files}


def uk_versions() -> list[str]:
    return sorted(folder.name for folder in UK.iterdir() if folder.is_dir()) if UK.is_dir() else []


# From, to, role, start, end.
Shown = tuple[str, str, str, str, str]

_SHOWN = """query Shown($knownAt: Date!, $filter: TieFilter!, $after: String) { view(knownAt: $knownAt) {
  ties(filter: $filter, first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes {
    from { id } to { id } role claims(first: 100) { nodes { source { id } role start end } } } } } }"""


async def shown(ask: Asker, source: str, known_at: str, kind: str, version: int | None = None) -> set[Shown]:
    """What a view of a day of knowledge, of all time, shows that a source says of ties of a kind."""
    found: set[Shown] = set()
    after, more = None, True
    while more:
        variables = {"knownAt": known_at, "filter": {"kinds": [kind], "source": source}, "after": after}
        ties = (await at_version(ask, _SHOWN, variables, version))["view"]["ties"]
        more, after = ties["pageInfo"]["hasNextPage"], ties["pageInfo"]["endCursor"]
        for tie in ties["nodes"]:
            for claim in tie["claims"]["nodes"]:
                if claim["source"]["id"] == source:
                    role, end = claim["role"] or tie["role"] or "", claim["end"] or ""
                    found.add((tie["from"]["id"], tie["to"]["id"], role, claim["start"] or "", end.removeprefix("..")))
    return found


# Names, birth, identifiers by scheme.
Described = tuple[frozenset[str], str | None, frozenset[tuple[str, str]]]

_DESCRIBED = """query Described($ids: [ID!]!) { nodes(ids: $ids) { id
  ... on Entity { names { text } externalIds { scheme value } } ... on Person { born } } }"""


async def described(ask: Asker, address: Address, version: int | None = None) -> dict[str, Described]:
    """Everybody and every body that a data version has, by the ids that they answer by."""
    found: dict[str, Described] = {}
    ids = [json.loads(row)["id"] for row in standing(address, version).get("ENTITY", ())]
    for some in batches(ids, 100):
        for node in (await at_version(ask, _DESCRIBED, {"ids": some}, version))["nodes"]:
            names = frozenset(name["text"] for name in node["names"])
            identifiers = frozenset((each["scheme"], each["value"]) for each in node["externalIds"])
            found[node["id"]] = names, node.get("born"), identifiers
    return found


async def at_version(ask: Asker, query: str, variables: dict[str, Any], version: int | None = None) -> Any:
    """The data of an answer as of a data version, the present one unless said."""
    headers = {} if version is None else {"Retinue-Data-Version": str(version)}
    answer = await ask.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)
    body = answer.json()
    assert "errors" not in body, body["errors"]
    return body["data"]


def kin_of(file: Path) -> set[tuple[str, str, str]]:
    """Who is whose parent, elder first; siblings and spouses in the order of their ids. Rows that mirror are one."""
    found: set[tuple[str, str, str]] = set()
    for row in table(file):
        one, other = (f"kazakhstan-cabinet-{row[column].lower()}" for column in ("id", "relative"))
        match row["relationship"]:
            case "child":
                found.add((one, other, "parent"))
            case "father" | "mother":
                found.add((other, one, "parent"))
            case equal:
                first, second = sorted((one, other))
                found.add((first, second, equal))
    return found
