"""Where versions come from, and when one that was applied is looked at again."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from service.address import Address
from service.instants import this_instant
from service.sync.applying import SyncOptions
from service.sync.fetching import Patience
from service.sync.source_modules import SyncSource, source_module
from service.sync.store import Store
from service.sync.syncing import Synced, sync_source
from tests.dumps import standing
from tests.made_register import ANNA, BORIS, CLARA, MANY, OPTIONS, REGISTER, one, synced, version
from tests.made_upstream import tagged, upstream

CLAIMS = SyncSource("claims", source_module("claims"))
DAY = "2026-11-27"


def _from(store: Store, source: SyncSource, *origins: str, options: SyncOptions = OPTIONS) -> list[Synced]:
    return list(sync_source(store, source, origins, options, lambda *_: None, Patience(attempts=1)))


def people(address: Address) -> set[str]:
    """Who holds a post on some day of knowledge."""
    posts = map(json.loads, standing(address)["HOLDS_POST"])
    return {post["from_id"].removeprefix("register-") for post in posts if post["known_from"] < post["known_to"]}


def test_after_a_version_from_a_path_an_upstream_is_read_again(graph: Address, store: Store, tmp_path: Path) -> None:
    """What it said before is not what stands: that nothing has changed since says nothing."""
    by_hand = version(tmp_path, "by-hand", [ANNA, CLARA])
    with upstream() as made:
        data = version(tmp_path, "table", [ANNA, BORIS]).read_bytes()
        made.answers["/register.csv"] = tagged(data, '"one"')
        url = f"{made.url}/register.csv"
        _from(store, REGISTER, url)
        one(store, by_hand, SyncOptions(seen_on=this_instant()[:10]))
        assert people(graph) == {"anna", "clara"}
        (again,) = _from(store, REGISTER, url)
        assert (again.skipped, people(graph)) == (False, {"anna", "boris"})
        (again,) = _from(store, REGISTER, url)
        assert again.skipped


# -- rows that are right once something else is there -----------------------------------------------------


def _lines(file: Path, *records: dict[str, Any]) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def _posts(folder: Path) -> Path:
    tie = {"id": "anna-at-bank", "kind": "HOLDS_POST", "from": "anna", "to": "bank", "role": "head"}
    return _lines(
        folder / "posts.jsonl",
        {"type": "source", "id": "gazette", "title": "A gazette", "publishedOn": "2022-01-01"},
        {"type": "entity", "id": "anna", "kind": "PERSON", "names": [{"text": "Anna"}]},
        {"type": "claim", "id": "anna-at-bank-claim", "tie": tie, "source": "gazette", "start": "2019"},
    )


def _bank(folder: Path) -> Path:
    return _lines(
        folder / "bodies.jsonl", {"type": "entity", "id": "bank", "kind": "INSTITUTION", "names": [{"text": "Bank"}]}
    )


def test_a_row_that_was_set_aside_for_what_it_refers_to_is_taken_up_when_that_is_there(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    posts, bodies = SyncSource("posts", CLAIMS.module), SyncSource("bodies", CLAIMS.module)
    options = SyncOptions(seen_on=DAY)
    (first,) = _from(store, posts, str(_posts(tmp_path)), options=options)
    assert (first.run.rejected, first.skipped) == (1, False)
    before, data_version = standing(graph), store.version
    (again,) = _from(store, posts, str(tmp_path / "posts.jsonl"), options=options)
    assert (again.run.rejected, again.skipped) == (1, False)
    assert (standing(graph), store.version) == (before, data_version)
    _from(store, bodies, str(_bank(tmp_path)), options=options)
    (then,) = _from(store, posts, str(tmp_path / "posts.jsonl"), options=options)
    assert (then.run.rejected, then.run.added) == (0, 2)
    assert len(standing(graph)["HOLDS_POST"]) == 1
    (last,) = _from(store, posts, str(tmp_path / "posts.jsonl"), options=options)
    assert last.skipped


def test_so_is_one_of_an_upstream_that_says_that_nothing_has_changed(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    posts, bodies = SyncSource("posts", CLAIMS.module), SyncSource("bodies", CLAIMS.module)
    with upstream() as made:
        made.answers["/posts.jsonl"] = tagged(_posts(tmp_path).read_bytes(), '"one"')
        url = f"{made.url}/posts.jsonl"
        for rejected in (1, 1):
            assert [each.run.rejected for each in _from(store, posts, url)] == [rejected]
        _from(store, bodies, str(_bank(tmp_path)))
        assert [each.run.rejected for each in _from(store, posts, url)] == [0]
        assert [each.skipped for each in _from(store, posts, url)] == [True]


# -- what would change -------------------------------------------------------------------------------------


def test_a_dry_run_tells_of_the_first_version_only_for_the_others_are_compared_with_it(
    graph: Address, store: Store, tmp_path: Path
) -> None:
    version(tmp_path, "2022-01-01", MANY)
    version(tmp_path, "2022-02-01", MANY[:10])
    before = standing(graph)
    dry = SyncOptions(seen_on="2030-01-01", dry_run=True)
    (found,) = synced(store, tmp_path, options=dry)
    assert (found.run.day, found.later) == ("2022-01-01", 1)
    assert standing(graph) == before


def test_it_does_so_of_each_table(store: Store, tmp_path: Path) -> None:
    samples = Path(__file__).parent / "data" / "sources" / "kazakhstan-cabinet"
    holders = (samples / "001_2022-01-05_holders21.csv").read_bytes()
    for name in ("2022-01-05_holders21.csv", "2022-01-06_holders21.csv", "2022-01-05_legislators.csv"):
        (tmp_path / name).write_bytes(holders)
    source = SyncSource("kazakhstan-cabinet", source_module("kazakhstan-cabinet"))
    found = _from(store, source, str(tmp_path), options=SyncOptions(seen_on=DAY, dry_run=True))
    assert told(found) == {"kazakhstan-cabinet-holders21": 1, "kazakhstan-cabinet-legislators": 0}


def told(found: Sequence[Synced]) -> dict[str, int]:
    return {each.run.dataset: each.later for each in found}
