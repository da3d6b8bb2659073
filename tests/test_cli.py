"""The command `retinue` as its users meet it: what it prints, where it sends mistakes, what it exits with.

The commands run in processes of their own, beside a service that runs on the same data folder, as an import by cron
does: they are guests of the engine that the service owns. What the commands do is tested with their modules.
"""

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from schema.query import sdl
from service.address import Address
from service.sync.importing import Options, import_paths
from service.sync.store import Store
from tests.commands import RETINUE, Service, database_variables, environment, retinue, serving
from tests.conftest import Engine
from tests.dumps import session_on, standing
from tests.made_up import claim, entity, source, tie
from tests.two_versions import FIRST, SECOND, Records, written

PEOPLE = "{ view { people(first: 100) { totalCount nodes { id name } } } }"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli") / "data"


@pytest.fixture(scope="module")
def service(data: Path) -> Iterator[Service]:
    with serving(data, "--no-seed") as running:
        yield running


def people(service: Service) -> set[str]:
    return {node["name"] for node in service.ask(PEOPLE)["view"]["people"]["nodes"]}


# -- without a database ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ((), ["Start with retinue serve", "retinue import FILE", "RETINUE_NEO4J_URI"]),
        (("serve",), ["--port", "RETINUE_PORT", "--no-seed", "Ctrl-C"]),
        (("import",), ["--dataset", "--day", "2022-01-20", "--correct", "--dry-run", "Example: retinue import"]),
        (("export",), ["--output", "imported into an empty database", "Example: retinue export"]),
        (("rebuild",), ["Derive all ties from the claims again", "changes nothing"]),
        (("check",), ["--files-only", "write nothing", "file and place"]),
        (("schema",), ["schema definition language"]),
    ],
)
def test_help_teaches(command: tuple[str, ...], told: list[str]) -> None:
    found = retinue(*command, "--help")
    assert found.returncode == 0
    words = " ".join(found.stdout.replace("│", " ").split())
    for each in told:
        assert each in words


def test_schema_prints_the_schema() -> None:
    found = retinue("schema")
    assert (found.returncode, found.stdout, found.stderr) == (0, sdl(), "")


@pytest.mark.parametrize(
    "arguments", [("fly",), ("import",), ("serve", "--port", "many"), ("serve", "--port", "70000"), ("serve", "--fast")]
)
def test_a_wrong_call_exits_with_2(arguments: tuple[str, ...]) -> None:
    found = retinue(*arguments)
    assert found.returncode == 2
    assert "Usage: retinue" in found.stderr


def test_what_is_wrong_is_told_in_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("claims: [{tie: x, source: nobody, start: 2019-13, fun: 1}]\nties: []", encoding="utf-8")
    data = tmp_path / "data"
    for arguments, said in (
        (("import", tmp_path / "nowhere.yaml"), ["nowhere.yaml does not exist"]),
        (("import", broken, "--day", "yesterday"), ["“yesterday” is not a calendar day"]),
        (("import", broken, "--dataset", "My notes"), ["“My notes” is no name for a dataset"]),
        (
            ("check", broken),
            ["broken.yaml: claims[0].start: “2019-13” is no date", "claims[0].fun: unknown field; expected one of",
             "broken.yaml: ties: unknown list", "Mend the places named"],
        ),
    ):  # fmt: skip
        found = retinue(*arguments, "--data", data)
        assert (found.returncode, found.stdout) == (1, "")
        assert "Traceback" not in found.stderr
        for each in said:
            assert each in found.stderr
    # None of them needed a database.
    assert not data.exists()


def test_a_setting_that_is_none_is_told() -> None:
    found = retinue("export", RETINUE_PORT="many")
    assert found.returncode == 2
    assert "RETINUE_PORT is 'many'; expected a whole number" in found.stderr


def test_a_check_of_files_alone_needs_no_database(tmp_path: Path) -> None:
    file = written(tmp_path, FIRST)
    found = retinue("check", file, "--data", tmp_path / "data")
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == ("in order: 3 sources, 5 entities, 4 ties, 6 claims, 2 remarks, 2 questions, 1 matches\n")
    assert not (tmp_path / "data").exists()


# -- beside a running service ------------------------------------------------------------------------------


def test_what_is_imported_is_in_the_next_answer(service: Service, data: Path, tmp_path: Path) -> None:
    file = written(tmp_path, FIRST)
    assert "Ann" not in people(service)
    found = retinue("import", file, "--data", data, "--day", "2020-10-01", "--dry-run")
    assert found.returncode == 0
    assert found.stdout.startswith("village: 23 would be added, 0 would be changed")
    assert "\n  new source paper: " in found.stdout
    assert "Ann" not in people(service)

    found = retinue("import", file, "--data", data, "--day", "2020-10-01")
    assert (found.returncode, found.stderr) == (0, "")  # no progress bar where there is no terminal
    assert found.stdout == "village: 23 added, 0 changed, 0 retracted, 0 unchanged; data version 1\n"
    assert "Ann" in people(service)

    found = retinue("import", file, "--data", data)
    assert found.stdout == "village: nothing has changed since the last import; data version 1\n"

    found = retinue("import", written(tmp_path, SECOND), "--data", data, "--day", "2020-12-01")
    assert found.stdout == "village: 5 added, 9 changed, 3 retracted, 6 unchanged; data version 2\n"
    assert "Anna" in people(service)

    # A dataset of this name is known from there.
    (tmp_path / "elsewhere").mkdir()
    found = retinue("import", written(tmp_path / "elsewhere", SECOND), "--data", data)
    assert found.returncode == 1
    assert "the dataset “village” is known from" in found.stderr
    assert "Say --dataset village if this is its next version" in found.stderr


def test_a_check_looks_ids_up_in_the_database(service: Service, data: Path, tmp_path: Path) -> None:
    retinue("import", written(tmp_path, [source("s", "2020"), entity("eve")], "eve"), "--data", data)
    file = written(tmp_path, [claim(tie("KIN_OF", "eve", "eva"), "s")], "kin")
    found = retinue("check", file, "--data", data)
    assert found.returncode == 1
    assert "“eva” is unknown; expected the id of an entity" in found.stderr
    assert "“eve”" not in found.stderr
    found = retinue("check", file, "--data", data, "--files-only")
    assert "“eve” is unknown" in found.stderr
    assert not service.ask('{ entity(id: "eva") { id } }')["entity"]


def test_a_service_that_says_more_than_a_pipe_holds_still_answers(service: Service) -> None:
    address = f"{service.url}/graphql?query=%7B__typename%7D"
    for number in range(400):
        request = urllib.request.Request(address, headers={"X-Request-ID": f"{number:0128}"})  # noqa: S310
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - our own service
    assert service.line(f"{399:0128}")
    assert sum(map(len, service.said)) > 2**16


def test_an_export_to_a_file_or_to_standard_output(service: Service, data: Path, tmp_path: Path) -> None:
    retinue("import", written(tmp_path, [entity("lu", names=[{"text": "Лұқпан"}])], "lu"), "--data", data)
    file = tmp_path / "export.jsonl"
    found = retinue("export", "-o", file, "--data", data)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    lines = file.read_text(encoding="utf-8")
    assert "Лұқпан" in lines
    assert [json.loads(line) for line in lines.splitlines()]
    assert retinue("export", "--data", data).stdout == lines
    assert not list(tmp_path.glob("*.part"))
    assert service.process.poll() is None
    # Where it breaks off, here because a folder has the name, it leaves nothing beside.
    (tmp_path / "folder").mkdir()
    assert retinue("export", "-o", tmp_path / "folder", "--data", data).returncode == 1
    assert not list(tmp_path.glob("*.part"))
    found = retinue("export", "-o", tmp_path / "no" / "export.jsonl", "--data", data)
    assert found.returncode == 1
    assert "No such file or directory" in found.stderr


def test_an_export_in_another_form(service: Service, data: Path, tmp_path: Path) -> None:
    told = [
        source("post", "2020"),
        entity("ro"),
        entity("sy"),
        claim(tie("PATRON_OF", "ro", "sy"), "post", start="2019"),
    ]
    retinue("import", written(tmp_path, told, "patrons"), "--data", data)
    file = tmp_path / "ties.csv"
    found = retinue("export", "--as", "ties.csv", "--about", "ro", "--as-of", "2021-01-01", "-o", file, "--data", data)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
    _, row = file.read_text(encoding="utf-8").splitlines()
    assert row.split(",")[:4] == ["ro-patron-of-sy", "PATRON_OF", "STATE", "ro"]
    address = f"{service.url}/export/ties.csv?about=ro&asOf=2021-01-01"
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own service
        assert answer.read() == file.read_bytes()
    found = retinue("export", "--as", "graph.gexf", "--about", "ro", "--depth", "0", "--data", data)
    assert '<node id="ro"' in found.stdout and "<edge " not in found.stdout
    for wrong in (["--as", "ties.xlsx"], ["--as-of", "2021"], ["--about", "nobody"], ["--depth", "1"]):
        found = retinue("export", *wrong, "--data", data)
        assert (found.returncode, found.stdout) == (1, "")
        assert found.stderr


def test_a_rebuild_of_a_graph_in_order(service: Service, data: Path) -> None:
    before = service.ask(PEOPLE)
    found = retinue("rebuild", "--data", data)
    assert (found.returncode, found.stdout, found.stderr) == (0, "every tie comes out as it stands\n", "")
    assert service.ask(PEOPLE) == before


def test_a_port_in_use_is_told_at_once(service: Service, tmp_path: Path) -> None:
    port = service.url.rpartition(":")[2]
    found = retinue("serve", "--port", port, "--data", tmp_path / "data")
    assert found.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use; choose another port with --port" in found.stderr
    # Before anything was started.
    assert not (tmp_path / "data").exists()


# -- killed ------------------------------------------------------------------------------------------------


def many(number: int) -> Records:
    """So many claims, on as many ties between as many people."""
    people = [entity(f"p{n}") for n in range(number)]
    ties = [tie("PATRON_OF", f"p{n}", f"p{(n + 1) % number}", f"t{n}") for n in range(number)]
    return [source("s", "2020"), *people, *(claim(each, "s", id=f"c-{each['id']}", start="2019") for each in ties)]


def test_an_import_that_is_killed_at_any_moment_is_finished_by_the_next(engine: Engine, tmp_path: Path) -> None:
    """On a database of the session, which both engines have: the import that is killed is no more than its client."""
    records = many(400)
    file = written(tmp_path, records)
    address = engine.migrated()
    with Store(address) as store:
        import_paths(store, [file], Options())
    undisturbed = standing(address)
    engine.drop(address)

    address = engine.migrated()
    variables = database_variables(address)
    chance = Random(7)  # noqa: S311 - nothing secret
    for _ in range(4):
        _kill_during_import(address, file, variables, chance.uniform(0, 1.5))
    found = retinue("import", file, wait=120, **variables)
    assert found.returncode == 0, found.stderr
    assert standing(address) == undisturbed
    with Store(address) as store:
        assert import_paths(store, [file], Options()).skipped
    engine.drop(address)


def _kill_during_import(address: Address, file: Path, variables: dict[str, str], after: float) -> None:
    """Kill an import so many seconds after it began to write, or let it end if it is faster."""
    with subprocess.Popen(  # noqa: S603 - our own command
        [RETINUE, "import", str(file)], env=environment(**variables), stdout=subprocess.DEVNULL
    ) as process:
        with session_on(address) as session:
            while process.poll() is None:
                holder = session.run("MATCH (l:Lease) RETURN l.holder AS holder").single(strict=True)["holder"]
                if holder:
                    break
                time.sleep(0.02)
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    with session_on(address) as session:
        # As it will be when its time is up.
        # Tried again where what the killed import left running still touches the lease.
        session.execute_write(lambda transaction: transaction.run("MATCH (l:Lease) SET l.expires = 0").consume())
