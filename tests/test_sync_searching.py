"""The keys of names in the graph: written with what an import writes, never lost to an older version."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cypher import FOLDER, Query
from schema.scope import Request, Scope
from schema.search import search
from schema.search_keys import entity_keys, index_keys
from schema.vocabulary import EntityKind
from service.address import Address
from service.database import Database
from service.sync.arcadedb_sql import SqlRefused, sql
from service.sync.deriving import rebuild
from service.sync.migrating import migrate
from service.sync.store import Store
from tests.dumps import everything, session_on
from tests.made_up import claim, entity, source, tie, told

Records = list[dict[str, Any]]
POST = tie("HOLDS_POST", "chief", "office")


def records(*names: str, **chief: Any) -> Records:
    """An office and its chief under some names."""
    return [
        source("paper", "2020-01-01"),
        entity("office", "INSTITUTION", names=[{"text": "Office of Weather"}]),
        entity("chief", names=[{"text": name} for name in names], **chief),
        claim(POST, "paper"),
    ]


class Pinned:
    """A reader that keeps to a data version."""

    def __init__(self, database: Database, version: int | None) -> None:
        self._database, self._version = database, version

    async def read(self, asked: Query, parameters: dict[str, Any]) -> Any:
        if asked.name == "read/version" and self._version is not None:
            return [self._version, 0]
        return await self._database.read(asked, parameters)


Finder = Callable[..., Any]


@pytest.fixture
def find(graph: Address) -> Finder:
    async def ids(text: str, version: int | None = None) -> list[str]:
        database = Database(graph)
        try:
            scope = Scope(Request(Pinned(database, version)))
            return [hit.entity.id for hit in await search(scope, text, tuple(EntityKind))]
        finally:
            await database.close()

    return ids


def keys(address: Address) -> dict[str, set[str]]:
    """The keys that the nodes have, by entity."""
    with session_on(address) as session:
        found = session.run("MATCH (e:Entity) RETURN collect([e.id, e.search_keys]) AS found").single(strict=True)
    return {identity: set((held or "").split()) for identity, held in found["found"]}


async def test_an_import_brings_the_keys_of_its_names(graph: Address, tmp_path: Path, find: Finder) -> None:
    told(graph, tmp_path, records("Nurlan Zhaksybekov", "Нурлан Жаксыбеков"))
    assert keys(graph)["chief"] == set(
        entity_keys("chief", "PERSON", ["Nurlan Zhaksybekov", "Нурлан Жаксыбеков"], []).split()
    )
    assert await find("Schaksybekow") == ["chief"]
    assert await find("Ofice of wether") == ["office"]


async def test_a_new_name_is_found_in_its_version_and_the_old_one_in_its_own(
    graph: Address, tmp_path: Path, find: Finder
) -> None:
    old = told(graph, tmp_path, records("Nurlan Zhaksybekov")).version
    new = told(graph, tmp_path, records("Adilbek Dossanov")).version
    assert new == old + 1
    assert await find("Dossanow") == await find("Dossanow", new) == ["chief"]
    assert await find("Schaksybekow") == await find("Dossanow", old) == []
    assert await find("Schaksybekow", old) == ["chief"]
    # And back again, which adds nothing.
    before = keys(graph)
    last = told(graph, tmp_path, records("Nurlan Zhaksybekov")).version
    assert keys(graph) == before
    assert await find("Schaksybekow", last) == ["chief"]
    assert await find("Dossanow") == []
    assert await find("Dossanow", new) == ["chief"]


async def test_a_further_name_beside_the_preferred_one(graph: Address, tmp_path: Path, find: Finder) -> None:
    told(graph, tmp_path, records("Nurlan Zhaksybekov"))
    told(graph, tmp_path, records("Nurlan Zhaksybekov", "The Fox"))
    assert await find("fox") == ["chief"]


async def test_an_entity_that_goes_and_comes_back(graph: Address, tmp_path: Path, find: Finder) -> None:
    others = [
        source("paper", "2020-01-01"),
        entity("office", "INSTITUTION"),
        entity("guest", names=[{"text": "Old Oak"}]),
    ]
    first = told(graph, tmp_path, others, name="other").version
    told(graph, tmp_path, others[:2], name="other")
    assert await find("Old Oak") == []
    back = entity("guest", names=[{"text": "Young Birch"}])
    remark = {"type": "remark", "about": "guest", "text": "Is back.", "source": "paper"}
    told(graph, tmp_path, [*others[:2], back, remark], name="other")
    assert await find("Young Birsh") == await find("Young Birch") == ["guest"]
    assert index_keys(["Old Oak"]).split()[0] in keys(graph)["guest"]
    assert await find("Young Birch", first) == []


async def test_an_entity_that_comes_back_as_another_kind(graph: Address, tmp_path: Path, find: Finder) -> None:
    others = [
        source("paper", "2020-01-01"),
        entity("office", "INSTITUTION"),
        entity("oak", names=[{"text": "Old Oak"}]),
    ]
    told(graph, tmp_path, others, name="other")
    told(graph, tmp_path, others[:2], name="other")
    remark = {"type": "remark", "about": "oak", "text": "Is a place.", "source": "paper"}
    place = entity("oak", "PLACE", names=[{"text": "Great Elm"}])
    told(graph, tmp_path, [*others[:2], place, remark], name="other")
    assert await find("Great Elm") == ["oak"]
    assert await find("Old Oak") == []


def test_a_record_written_again_for_another_reason_leaves_its_keys(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, records("Nurlan Zhaksybekov"))
    before = keys(graph)
    told(graph, tmp_path, records("Nurlan Zhaksybekov", description="Runs the office."))
    told(graph, tmp_path, [claim(POST["id"], "paper", id="again", start="2019")], name="more")
    assert keys(graph) == before


async def test_a_graph_of_an_earlier_form_gets_its_keys(graph: Address, tmp_path: Path, find: Finder) -> None:
    told(graph, tmp_path, records("Nurlan Zhaksybekov"))
    told(graph, tmp_path, records("Adilbek Dossanov"))
    whole = everything(graph)
    with session_on(graph) as session:
        session.run("MATCH (e:Entity) REMOVE e.search_keys").consume()
        session.run("MATCH (m:Meta) SET m.done = [name IN m.done WHERE name <> '004_search']").consume()
    assert await find("Dossanow") == []
    # Two entities are two pages of one.
    with Store(graph, batch=1) as store:
        assert migrate(store) == ["004_search"]
        assert migrate(store) == []
    now = everything(graph)
    assert {name: found for name, found in now.items() if name != "Meta"} == {
        name: found for name, found in whole.items() if name != "Meta"
    }
    assert await find("Dossanow") == ["chief"]
    assert await find("Schaksybekow", 1) == ["chief"], "the names of every version"


async def test_a_rebuild_brings_keys_that_are_not_there_and_no_new_version(
    graph: Address, tmp_path: Path, find: Finder
) -> None:
    version = told(graph, tmp_path, records("Nurlan Zhaksybekov")).version
    before = keys(graph)
    with session_on(graph) as session:
        session.run("MATCH (e:Entity {id: 'chief'}) SET e.search_keys = '1fuks'").consume()
    with Store(graph) as store:
        assert rebuild(store, lambda *_: None) == 0
        assert store.version == version
    assert keys(graph) == before | {"chief": before["chief"] | {"1fuks"}}
    assert await find("Schaksybekow") == ["chief"]


def test_what_arcadedb_takes_in_sql_stands_beside_a_migration(graph: Address) -> None:
    files = sorted((FOLDER / "migrations").glob("*.sql"))
    assert [file.stem for file in files] == ["004_search", "011_present_records"]
    assert all(file.with_suffix(".cypher").is_file() for file in files)
    with Store(graph) as store:
        assert store.takes_sql is (graph.fulltext_http is not None)
    if graph.fulltext_http:
        with pytest.raises(SqlRefused, match="CREATE NONSENSE"):
            sql(graph, "CREATE NONSENSE")
