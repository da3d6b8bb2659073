"""Two tables of one upstream that know the same people: what each says stays, and what it takes back goes."""

from pathlib import Path
from typing import Any

import pytest

from service.address import Address
from service.sync.applying import SyncOptions
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from tests.dumps import session_on

CABINET = SyncSource("kazakhstan-cabinet", source_module("kazakhstan-cabinet"))
HEAD = "position,person,personID,start,end,gender,DOB,DOD,image,enwiki"


def _sync(store: Store, folder: Path, name: str, born: str, died: str, person: str = "Aibek Omarov") -> Synced:
    return _applied(store, folder / name, f"President,{person},Q900001,2019-03-20,,male,{born},{died},,")


def _without_him(store: Store, folder: Path, name: str) -> Synced:
    return _applied(store, folder / name, "President,Bota Omarova,Q900002,2019-03-20,,female,,,,")


def _applied(store: Store, file: Path, row: str) -> Synced:
    file.write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    (found,) = sync_source(store, CABINET, [str(file)], SyncOptions(seen_on="2030-01-01"), lambda *_: None)
    return found


def _person(address: Address) -> dict[str, Any]:
    with session_on(address) as session:
        found = session.run(
            "MATCH (m:Meta {name: 'graph'}) MATCH (x:EntityRecord {id: 'kazakhstan-cabinet-q900001'}) "
            "WHERE x.since_version <= m.version AND m.version < x.until_version "
            "RETURN x.born AS born, x.died AS died, x.name AS name"
        )
        return dict(found.single(strict=True))


def _lived(address: Address) -> tuple[str | None, str | None]:
    person = _person(address)
    return person["born"], person["died"]


@pytest.fixture
def known_to_both(store: Store, tmp_path: Path) -> None:
    _sync(store, tmp_path, "2022-01-01_holders21.csv", "1950-01-01", "1999-01-01")
    _sync(store, tmp_path, "2022-01-01_legislators.csv", "", "")


@pytest.mark.usefixtures("known_to_both")
def test_what_one_table_takes_back_does_not_live_on_as_the_others(graph: Address, store: Store, tmp_path: Path) -> None:
    assert _lived(graph) == ("1950-01-01", "1999-01-01")
    assert _sync(store, tmp_path, "2022-02-01_holders21.csv", "1950-01-01", "").counts.changed == 1
    assert _lived(graph) == ("1950-01-01", None)
    _sync(store, tmp_path, "2022-03-01_holders21.csv", "", "")
    assert _lived(graph) == (None, None)


@pytest.mark.usefixtures("known_to_both")
def test_what_both_say_stays_until_both_have_taken_it_back(graph: Address, store: Store, tmp_path: Path) -> None:
    # The other table begins to say what is known already: nothing changes, and yet it has to be kept who says it.
    assert _sync(store, tmp_path, "2022-02-01_legislators.csv", "1950-01-01", "").counts.changed == 0
    _sync(store, tmp_path, "2022-02-01_holders21.csv", "", "")
    assert _lived(graph) == ("1950-01-01", None)
    _sync(store, tmp_path, "2022-03-01_legislators.csv", "", "")
    assert _lived(graph) == (None, None)


@pytest.mark.usefixtures("known_to_both")
def test_a_table_that_says_otherwise_has_the_word_on_what_it_says(graph: Address, store: Store, tmp_path: Path) -> None:
    _sync(store, tmp_path, "2022-02-01_legislators.csv", "1951-01-01", "")
    assert _lived(graph) == ("1951-01-01", "1999-01-01")
    _sync(store, tmp_path, "2022-03-01_holders21.csv", "1952-01-01", "")
    assert _lived(graph) == ("1952-01-01", None)


def test_what_a_table_drops_goes_but_for_what_the_other_one_says(graph: Address, store: Store, tmp_path: Path) -> None:
    _sync(store, tmp_path, "2022-01-01_holders21.csv", "1950-01-01", "1999-01-01", "Aibek O.")
    _sync(store, tmp_path, "2022-01-01_legislators.csv", "", "1999-01-02")
    assert _person(graph) == {"born": "1950-01-01", "died": "1999-01-02", "name": "Aibek O."}
    assert _without_him(store, tmp_path, "2022-02-01_holders21.csv").counts.changed == 1
    assert _person(graph) == {"born": None, "died": "1999-01-02", "name": "Aibek Omarov"}
    # And what the other one says then takes nothing away.
    assert _sync(store, tmp_path, "2022-03-01_legislators.csv", "", "1999-01-02").counts.changed == 0
