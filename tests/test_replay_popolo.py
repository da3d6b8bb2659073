"""Every published version of a Popolo document, in order, and two that follow them, in which ids change.

What the versions say is read here once more, from the documents themselves and by other means than the source's module.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync.store import Store
from service.sync.syncing import Synced
from tests.conftest import Asker, Engine
from tests.replays import DATA, Described, Shown, described, replay, replayed, shown

Asking = Callable[[Address], Asker]

PUBLISHED = sorted((DATA / "popolo").glob("*.json"))
# Those of whom the versions of our own give another id: with an identifier in both, and without any.
KNOWN, UNKNOWN = ("person/1374", "person/9001"), ("person/107", "person/9002")
NO_PARTY = {"0": "Independent", "4": "unknown"}


@dataclass
class Replayed:
    """A graph after every version, and what each of them was: its run, its document."""

    address: Address
    versions: list[tuple[Synced, dict[str, Any]]]


@pytest.fixture(scope="module")
def popolo(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replayed]:
    with replay(engine, "popolo", *PUBLISHED) as (address, runs):
        own = list(_versions_of_our_own(PUBLISHED[-1], tmp_path_factory.mktemp("popolo")))
        with Store(address) as store:
            for file in own:
                runs += replayed(store, "popolo", file)
        documents = [json.loads(file.read_text(encoding="utf-8")) for file in (*PUBLISHED, *own)]
        yield Replayed(address, list(zip(runs, documents, strict=True)))


def _versions_of_our_own(last: Path, folder: Path) -> Iterator[Path]:
    """The last version with an identifier of one person, then with other ids of two."""
    document = json.loads(last.read_text(encoding="utf-8"))
    (person,) = (each for each in document["persons"] if each["id"] == KNOWN[0])
    person["identifiers"] = [{"scheme": "wikidata", "identifier": "Q990001"}]
    text = json.dumps(document)
    yield _written(folder / "05_2015-11-01_own.json", text)
    for before, after in (KNOWN, UNKNOWN):
        text = text.replace(f'"{before}"', f'"{after}"')
    yield _written(folder / "06_2015-12-01_own.json", text)


def _written(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def person_id(identity: str) -> str:
    return f"popolo-{identity.replace('/', '-')}"


def memberships(document: dict[str, Any]) -> set[Shown]:
    """What a document says of who is in the legislature, and of who is of which party."""
    began = {each["id"]: each["start_date"] for each in document["events"]}
    found: set[Shown] = set()
    for each in document["memberships"]:
        who, start = person_id(each["person_id"]), began[each["legislative_period_id"]]
        found.add((who, f"popolo-organization-{each['organization_id']}", each["role"], start, ""))
        if each["on_behalf_of_id"] not in NO_PARTY:
            found.add((who, f"popolo-organization-{each['on_behalf_of_id']}", "", start, ""))
    return found


def descriptions(document: dict[str, Any]) -> dict[str, Described]:
    """What a document says of people and organizations."""
    of_all = {person_id(each["id"]): each for each in document["persons"]}
    of_all |= {f"popolo-organization-{each['id']}": each for each in document["organizations"]
               if each["id"] not in NO_PARTY}  # fmt: skip
    return {
        identity: (
            frozenset({each["name"].strip()}), None,
            frozenset((identifier["scheme"], identifier["identifier"]) for identifier in each.get("identifiers", ())),
        )
        for identity, each in of_all.items()
    }  # fmt: skip


def under_old_ids(said: set[Shown]) -> set[Shown]:
    """The same, where those who are one stand under the id that they had first."""
    new, old = person_id(KNOWN[1]), person_id(KNOWN[0])
    return {(old if who == new else who, to, role, start, end) for who, to, role, start, end in said}


def test_every_version_is_a_run_and_none_was_refused(popolo: Replayed) -> None:
    runs = [run.run for run, _ in popolo.versions]
    assert len(runs) == 6
    assert [run.day for run in runs[:4]] == [file.name.split("_")[1] for file in PUBLISHED]
    assert [run.rejected for run in runs] == [0] * 6
    # An identifier comes; blanks go, which nobody reads; an identifier comes; two people get other ids.
    assert [(run.added > 0, run.changed, run.withdrawn) for run in runs[:5]] == [
        (True, 0, 0), (False, 1, 0), (False, 0, 0), (False, 0, 0), (False, 1, 0),
    ]  # fmt: skip


async def test_a_view_of_a_versions_day_shows_the_memberships_that_it_says(popolo: Replayed, asking: Asking) -> None:
    """After that version, and after all."""
    ask = asking(popolo.address)
    for run, document in popolo.versions:
        day, expected = str(run.run.day), under_old_ids(memberships(document))
        assert await shown(ask, "popolo", day, "MEMBER_OF", run.run.data_version) == expected, day
        assert await shown(ask, "popolo", day, "MEMBER_OF") == expected, day


async def test_after_a_version_people_and_organizations_are_as_it_says(popolo: Replayed, asking: Asking) -> None:
    ask = asking(popolo.address)
    for run, document in popolo.versions[:5]:
        assert await described(ask, popolo.address, run.run.data_version) == descriptions(document), run.run.day
    expected = descriptions(popolo.versions[-1][1])
    # Whoever has no identifier stays who they were, and is somebody else under another id.
    expected[person_id(UNKNOWN[0])] = expected[person_id(UNKNOWN[1])]
    expected[person_id(KNOWN[0])] = expected.pop(person_id(KNOWN[1]))
    assert await described(ask, popolo.address) == expected


async def test_ids_that_change_are_one_entity_where_an_identifier_says_so(popolo: Replayed, asking: Asking) -> None:
    ask = asking(popolo.address)
    text = "query Known($id: ID!) { person(id: $id) { id otherIds } }"
    old, new = map(person_id, KNOWN)
    for identity in (old, new):
        assert await ask(text, {"id": identity}) == {"person": {"id": old, "otherIds": [new]}}
    for identity in map(person_id, UNKNOWN):
        assert await ask(text, {"id": identity}) == {"person": {"id": identity, "otherIds": []}}
    with Store(popolo.address) as store:
        assert store.ask("read/identities", version=store.version) != []
        before = popolo.versions[-2][0].run.data_version
        assert store.ask("read/identities", version=before) == []


def test_a_replay_of_all_that_was_applied_changes_nothing(popolo: Replayed) -> None:
    with Store(popolo.address) as store:
        version = store.version
        last = Path(str(popolo.versions[-1][0].run.origin))
        assert replayed(store, "popolo", *PUBLISHED, *sorted(last.parent.iterdir())) == []
        assert store.version == version
