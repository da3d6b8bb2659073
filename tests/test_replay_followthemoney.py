"""The published files of FollowTheMoney, in order: a whole file, then deltas that build on one another.

What they say is read here once more, from their lines and by other means than the source's module. No relationships
stand in them; deltas that have some are tested in `tests.test_sync_deltas`.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from service.sync.upstream import Refused
from tests.conftest import Asker, Engine
from tests.replays import DATA, OPTIONS, Described, described, replay, replayed

Asking = Callable[[Address], Asker]

WHOLE = DATA / "ftm" / "t1.ftm.json"
DELTAS = sorted((DATA / "ftm" / "t2").glob("*.delta.json"))
# The name of the whole file tells no day.
WHOLE_DAY = "2024-05-01"

# The properties that are read of the entities in these files.
NAMES = ("name", "alias", "weakAlias", "previousName", "abbreviation")
IDENTIFIERS = {"registrationNumber": "registration-number", "taxNumber": "tax-number"}

Entities = dict[str, dict[str, Any]]


@dataclass
class Replayed:
    """A graph after the whole file and every delta, and what each left: its run, the entities by their own ids."""

    address: Address
    versions: list[tuple[Synced, Entities]]


@pytest.fixture(scope="module")
def money(engine: Engine) -> Iterator[Replayed]:
    with replay(engine, "followthemoney", WHOLE, day=WHOLE_DAY) as (address, runs):
        entities = {line["id"]: line for line in _lines(WHOLE)}
        versions = [(runs[0], entities)]
        with Store(address) as store:
            for file, run in zip(DELTAS, replayed(store, "followthemoney", *DELTAS), strict=True):
                entities = _after(entities, file)
                versions.append((run, entities))
        yield Replayed(address, versions)


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _after(entities: Entities, delta: Path) -> Entities:
    found = dict(entities)
    for line in _lines(delta):
        identity = line["entity"]["id"]
        # Whatever is added is new, whatever is changed or deleted is there.
        assert (identity in found) == (line["op"] != "ADD")
        if line["op"] == "DEL":
            del found[identity]
        else:
            found[identity] = line["entity"]
    return found


def descriptions(entities: Entities) -> list[Described]:
    """What is said of people and bodies, in an order of its own."""
    found = []
    for identity, entity in entities.items():
        if entity["schema"] not in ("Person", "Organization"):
            continue
        given = entity["properties"]
        names = frozenset(text.strip() for name in NAMES for text in given.get(name, ()) if text.strip())
        born = given.get("birthDate", []) if entity["schema"] == "Person" else []
        identifiers = {
            (scheme, given[name][0]) for name, scheme in IDENTIFIERS.items() if len(given.get(name, ())) == 1
        } | ({("wikidata", identity)} if identity.startswith("Q") else set())
        told = f"[{','.join(sorted(born))}]" if len(born) > 1 else next(iter(born), None)
        found.append((names, told, frozenset(identifiers)))
    return in_order(found)


def in_order(found: Iterable[Described]) -> list[Described]:
    return sorted(found, key=lambda each: sorted(each[0]))


def test_every_file_is_a_run_and_the_empty_one_changes_nothing(money: Replayed) -> None:
    runs = [run.run for run, _ in money.versions]
    assert [run.day for run in runs] == [
        WHOLE_DAY, "2024-05-27", "2024-05-27", "2024-05-28", "2024-05-28", "2024-05-28",
    ]  # fmt: skip
    assert [run.rejected for run in runs] == [0] * 6
    assert [run.read for run in runs] == [7, 0, 2, 2, 1, 1]
    versions = [run.data_version for run in runs]
    assert [after == before for before, after in pairwise(versions)] == [True, False, False, False, False]


async def test_after_a_file_people_and_bodies_are_as_it_leaves_them(money: Replayed, asking: Asking) -> None:
    ask = asking(money.address)
    for run, entities in money.versions:
        found = await described(ask, money.address, run.run.data_version)
        assert in_order(found.values()) == descriptions(entities), run.run.origin
    assert in_order((await described(ask, money.address)).values()) == descriptions(money.versions[-1][1])


def test_what_has_no_place_is_told_with_every_file(money: Replayed) -> None:
    told = [run.notes.unheld.get("field of an entity", Counter())["caption"] for run, _ in money.versions]
    assert told == [7, 0, 2, 2, 0, 1]
    assert money.versions[0][0].notes.unheld["schema"] == {"Address": 1}


def test_a_replay_of_all_deltas_changes_nothing(money: Replayed) -> None:
    with Store(money.address) as store:
        version = store.version
        assert replayed(store, "followthemoney", *DELTAS) == []
        assert store.version == version


def test_a_delta_cannot_be_skipped(money: Replayed) -> None:
    """The deltas as another source, which has none of those before."""
    (changing,) = (file for file in DELTAS if any(line["op"] == "MOD" for line in _lines(file)))
    source = SyncSource("elsewhere", source_module("followthemoney"))
    with Store(money.address) as store:
        before = store.version
        with pytest.raises(Refused, match="which the graph does not have: a delta before it is missing"):
            list(sync_source(store, source, [str(changing)], OPTIONS, lambda *_: None))
        assert store.version == before
