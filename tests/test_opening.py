"""Databases that are opened: brought up to date by who writes, and left as they are by who does not."""

from pathlib import Path

import pytest

from service.address import Address
from service.opening import opened
from service.settings import Settings
from service.sync.importing import check_paths
from service.sync.migrating import OlderForm, migrate_if_new
from service.sync.store import Store
from tests.commands import database_variables, retinue
from tests.conftest import Engine
from tests.dumps import everything, session_on
from tests.made_up import entity, told
from tests.read_sources import SAMPLES
from tests.two_versions import written

HOLDERS = SAMPLES / "kazakhstan-cabinet" / "001_2022-01-05_holders21.csv"


def settings(address: Address) -> Settings:
    return Settings(
        neo4j_uri=address.uri, neo4j_user=address.user, neo4j_password=address.password, neo4j_database=address.database
    )


def done(address: Address) -> list[str]:
    with Store(address) as store:
        _, found = store.ask("write/migrations_done")
    return list(found or ())


def older(address: Address) -> str:
    """Make of a graph one that has not been through the last of its migrations; gives its name."""
    (*before, last) = done(address)
    with session_on(address) as session:
        session.run("MATCH (m:Meta {name: 'graph'}) SET m.done = $before", before=before).consume()
    return last


def test_a_database_that_lets_nobody_in_is_told_at_once_with_the_settings_to_mend(graph: Address) -> None:
    # The tests' Neo4j takes any password, and knows no other database.
    others = {"RETINUE_NEO4J_PASSWORD": "another", "RETINUE_NEO4J_DATABASE": "another"}
    found = retinue("export", wait=120, **(database_variables(graph) | others))
    assert (found.returncode, found.stdout) == (1, "")
    assert f"the database at {graph.uri} lets nobody in with these settings: " in found.stderr
    assert "RETINUE_NEO4J_PASSWORD or RETINUE_NEO4J_DATABASE" in found.stderr
    assert "Traceback" not in found.stderr


def test_commands_that_write_nothing_leave_a_graph_of_an_older_form_as_it_is(graph: Address, tmp_path: Path) -> None:
    told(graph, tmp_path, [entity("anna")])
    missing, file, database = older(graph), written(tmp_path, [entity("boris")]), database_variables(graph)
    before = everything(graph)
    for command in (
        ["check", file],
        ["export"],
        ["import", file, "--dry-run"],
        ["sync", "kazakhstan-cabinet", "--from", HOLDERS, "--dry-run"],
        ["sync", "kazakhstan-cabinet", "--rejected"],
        ["matches"],
    ):
        found = retinue(*command, wait=120, **database)
        assert (found.returncode, found.stdout) == (1, ""), command
        assert f"is of an older form than this release: it lacks {missing}" in found.stderr
        assert "Start the service or run `retinue rebuild`" in found.stderr
    assert everything(graph) == before
    assert retinue("rebuild", wait=120, **database).returncode == 0
    assert missing in done(graph)
    assert retinue("check", file, wait=120, **database).returncode == 0


def test_a_database_to_which_nothing_was_written_gets_its_form_from_whoever_opens_it(
    engine: Engine, tmp_path: Path
) -> None:
    address = engine.empty()
    assert done(address) == []
    with Store(address) as store:
        migrate_if_new(store)
        before = done(address)
        assert before and check_paths([written(tmp_path, [entity("boris")])], store).entities.keys() == {"boris"}
        # One that was broken off before it had its form.
        older(address)
        migrate_if_new(store)
        assert done(address) == before
        told(address, tmp_path, [entity("anna")])
        missing = older(address)
        with pytest.raises(OlderForm, match=missing):
            migrate_if_new(store)
    with pytest.raises(OlderForm, match=missing), opened(settings(address), writes=False):
        pass
    with opened(settings(address)):
        assert done(address) == before
    engine.drop(address)
