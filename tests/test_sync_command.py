"""The command `retinue sync`, and docs/sync.md, of which every command is run."""

import json
import re
import shlex
import shutil
import time
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from schema.errors import BadInput
from schema.query import sdl
from service.address import Address
from service.settings import Settings
from service.sync.source_modules import source_modules
from service.sync.store import Store
from service.sync.versions import Lease
from service.sync_command import BUSY, FAILED, REFUSED
from service.sync_jobs import scheduled_sources, sync_jobs
from tests.commands import database_variables, retinue, serving
from tests.dumps import session_on
from tests.made_upstream import body, upstream
from tests.read_sources import SAMPLES

DOCS = Path(__file__).parent.parent / "docs" / "sync.md"
TEXT = DOCS.read_text(encoding="utf-8")
HOLDERS = SAMPLES / "kazakhstan-cabinet" / "001_2022-01-05_holders21.csv"
OTHER_ROW = "Prosecutor General,Erlan Zhanov,Q900004,2022-01-06,,male,,,,\n"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """The files that docs/sync.md speaks of."""
    (tmp_path / "versions").mkdir()
    first = HOLDERS.read_text(encoding="utf-8")
    (tmp_path / "versions" / "2022-01-05_holders21.csv").write_text(first, encoding="utf-8")
    (tmp_path / "versions" / "2022-01-06_holders21.csv").write_text(first + OTHER_ROW, encoding="utf-8")
    (tmp_path / "2022-01-10_holders21.csv").write_text(first, encoding="utf-8")
    shutil.copy(SAMPLES / "popolo" / "01_2015-07-09_assembly.json", tmp_path / "versions" / "2015-07-09_assembly.json")
    return tmp_path


def test_every_command_of_the_docs_does_what_it_says(workplace: Path, graph: Address) -> None:
    database = database_variables(graph)
    (settings,) = blocks("toml")
    commands = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(commands) >= 7
    with upstream() as made:
        made.answers["/kazakhstan/holders21.csv"] = body(
            HOLDERS.read_bytes(), Last_Modified="Fri, 07 Jan 2022 10:00:00 GMT", Content_Type="text/csv"
        )
        toml = workplace / "sync.toml"
        toml.write_text(settings.replace("https://upstream.example.org", made.url), encoding="utf-8")
        said: dict[str, str] = {}
        for command in commands:
            name, *arguments = shlex.split(command)
            assert name == "retinue"
            placed = [str(workplace / each) if each.endswith((".csv", "versions")) else each for each in arguments]
            if "--due" in arguments:
                _a_day_has_passed(graph)
            found = retinue(*placed, wait=120, RETINUE_SYNC=str(toml), **database)
            assert found.returncode == 0, (command, found.stderr)
            said[command] = found.stdout
    assert "1 would be retracted" not in said[commands[0]]
    assert "would be added" in said[commands[0]]
    assert "kazakhstan-cabinet-holders21 of 2022-01-05: 8 rows; " in said[commands[1]]
    assert "of 2022-01-06" in said[commands[2]] and "of 2022-01-05" not in said[commands[2]]
    assert said["retinue sync assembly"].startswith("assembly of 2015-07-09: ")
    (same,) = [command for command in commands if "--same" in command]
    assert "are one; data version" in said[same]
    assert ": the same, A. Reader, " in said["retinue matches --decided"]
    assert "kazakhstan-cabinet-holders21 of 2022-01-07: " in said["retinue sync --due"]
    assert "line 9.start: expected a date" in said["retinue sync kazakhstan-cabinet --rejected"]


def _a_day_has_passed(graph: Address) -> None:
    """The runs so far began on a day before."""
    with session_on(graph) as session:
        session.run("MATCH (n:SyncRun) SET n.started_at = '2022' + substring(n.started_at, 4)").consume()


def test_the_docs_name_sources_that_there_are() -> None:
    """Not every one: a new source touches three places, and the page is none of them."""
    named = re.findall(r"^\| `([a-z-]+)` \|", TEXT, re.MULTILINE)
    assert len(named) >= 5
    assert set(named) <= set(source_modules())


def test_the_questions_of_the_docs_are_ones_that_the_schema_answers() -> None:
    asked = blocks("graphql")
    assert asked
    for each in asked:
        assert validate(build_schema(sdl()), parse(each)) == []


def test_commands_of_cron_and_systemd_are_those_of_the_docs() -> None:
    assert set(re.findall(r"bin/retinue (.*)", TEXT)) == {"sync --due"}


def refused(*arguments: str | Path, **variables: str) -> tuple[int, str]:
    found = retinue("sync", *arguments, wait=120, **variables)
    return found.returncode, found.stderr


def test_wrong_calls_are_told_without_a_database(tmp_path: Path) -> None:
    data = {"RETINUE_DATA": str(tmp_path / "data")}
    assert refused(**data)[0] == 2
    code, said = refused("kazakhstan", "--from", "x.csv", **data)
    assert code == 2
    assert "there is no source “kazakhstan”" in said and "kazakhstan-cabinet" in said
    code, said = refused("popolo", **data)
    assert code == 2
    assert "the settings do not say where to read “popolo” from" in said
    assert not (tmp_path / "data").exists()


def test_what_went_wrong_is_told_by_the_exit_code_and_logged(workplace: Path) -> None:
    data = {"RETINUE_DATA": str(workplace / "data"), "RETINUE_LOG": "json"}
    newest = workplace / "2022-01-10_holders21.csv"
    found = retinue("sync", "kazakhstan-cabinet", "--from", newest, wait=120, **data)
    (line,) = [json.loads(each) for each in found.stderr.splitlines() if each.startswith("{")]
    assert (line["event"], line["dataset"], line["read"], line["rejected"]) == (
        "sync", "kazakhstan-cabinet-holders21", 8, 2,
    )  # fmt: skip
    assert (line["origin"], line["seconds"] > 0) == (str(newest.resolve()), True)
    code, said = refused("kazakhstan-cabinet", "--from", workplace / "versions" / "2022-01-05_holders21.csv", **data)
    assert code == 3
    assert "is of 2022-01-05, and a version of 2022-01-10 has been applied already" in said
    with upstream() as gone:
        pass
    code, said = refused("kazakhstan-cabinet", "--from", f"{gone.url}/holders21.csv", **data)
    assert code == 1
    assert "could not be reached" in said


def _jobs(workplace: Path, places: dict[str, str]) -> Path:
    """Settings with these sources, each with a schedule of which a time has passed."""
    file = workplace / "sync.toml"
    tables = (f'[{name}]\n{source}\nschedule = "0 3 * * *"\n' for name, source in places.items())
    file.write_text("".join(tables), encoding="utf-8")
    return file


def test_a_source_that_is_busy_has_an_exit_code_of_its_own(workplace: Path, graph: Address) -> None:
    (workplace / "nothing").mkdir()
    sources = {"kazakhstan-cabinet": 'from = "versions/2022-01-05_holders21.csv"', "popolo": 'from = "nothing"'}
    variables = {"RETINUE_SYNC": str(_jobs(workplace, sources)), **database_variables(graph)}
    with Store(graph) as store:
        store.ask("write/lease_made", name="sync kazakhstan-cabinet")
        lease = Lease(store, "the sync of kazakhstan-cabinet", "sync kazakhstan-cabinet")
        lease.take()
        code, said = refused("kazakhstan-cabinet", **variables)
        of_both, _ = refused("popolo", "kazakhstan-cabinet", **variables)
        lease.free()
    assert (code, of_both) == (BUSY, FAILED)
    assert "is under way" in " ".join(said.split())
    # systemd takes it for a success.
    assert f"\nSuccessExitStatus={BUSY}\n" in TEXT


def test_versions_that_were_applied_before_are_told(workplace: Path, graph: Address) -> None:
    database = database_variables(graph)
    versions = workplace / "cabinet"
    versions.mkdir()
    for file in (workplace / "versions").glob("*.csv"):
        shutil.copy(file, versions)
    command = ("sync", "kazakhstan-cabinet", "--from", versions)
    first, second = (retinue(*command, wait=120, **database) for _ in range(2))
    assert (first.returncode, first.stdout.count("data version")) == (0, 2)
    told = "kazakhstan-cabinet: nothing new; no version there is newer than the last one applied\n"
    assert (second.returncode, second.stdout) == (0, told)


def test_one_broken_source_does_not_end_the_others(workplace: Path) -> None:
    """A refused one, a missing file, a folder in place of a file; the last one is in order."""
    (workplace / "empty.json").write_text("[]", encoding="utf-8")
    (workplace / "folder" / "2022-01-05_holders21.csv").mkdir(parents=True)
    sources = {
        "empty": 'module = "popolo"\nfrom = "empty.json"',
        "missing": 'module = "popolo"\nfrom = "nowhere.json"',
        "kazakhstan-cabinet": 'from = "folder"',
        "assembly": 'module = "popolo"\nfrom = "versions/2015-07-09_assembly.json"',
    }
    toml = _jobs(workplace, sources)
    variables = {"RETINUE_DATA": str(workplace / "data"), "RETINUE_LOG": "json", "RETINUE_SYNC": str(toml)}
    found = retinue("sync", "--due", wait=120, **variables)
    assert found.returncode == REFUSED, found.stderr
    assert found.stdout.startswith("assembly of 2015-07-09: ")
    lines = [json.loads(each) for each in found.stderr.splitlines() if each.startswith("{")]
    told = {line["source"]: line.get("message", "") for line in lines if line["event"] == "sync"}
    assert list(told) == list(sources)
    assert told["empty"].startswith("empty.json is no Popolo document")
    assert told["missing"] == f"{workplace}/nowhere.json does not exist"
    assert told["kazakhstan-cabinet"] == f"{workplace}/folder/2022-01-05_holders21.csv: Is a directory"
    assert "Traceback" not in found.stderr


def test_the_service_keeps_its_schedule_and_catches_up(workplace: Path) -> None:
    toml = workplace / "sync.toml"
    toml.write_text(
        f'[kazakhstan-cabinet]\nfrom = "{workplace}/versions/2022-01-05_holders21.csv"\nschedule = "0 3 * * *"\n',
        encoding="utf-8",
    )
    with serving(workplace / "data", "--no-seed", RETINUE_SYNC=str(toml)) as service:
        question = "{ syncSources { name title schedule lastRun { outcome read } } }"
        until = datetime.now(UTC).timestamp() + 60
        while True:
            found = {each["name"]: each for each in service.ask(question)["syncSources"]}
            last = found["kazakhstan-cabinet"]["lastRun"]
            if last and last["outcome"] != "RUNNING":
                break
            assert datetime.now(UTC).timestamp() < until, found
            time.sleep(0.5)
    assert last == {"outcome": "SUCCEEDED", "read": 8}
    assert found["kazakhstan-cabinet"]["schedule"] == "0 3 * * *"
    assert found["popolo"] == {"name": "popolo", "title": found["popolo"]["title"], "schedule": None, "lastRun": None}


# -- settings ----------------------------------------------------------------------------------------------


def test_the_jobs_of_the_docs(tmp_path: Path) -> None:
    (settings,) = blocks("toml")
    file = tmp_path / "sync.toml"
    file.write_text(settings, encoding="utf-8")
    jobs = sync_jobs(file)
    assert set(jobs) == set(tomllib.loads(settings))
    assert jobs["assembly"].origins == (str(tmp_path / "versions/2015-07-09_assembly.json"),)
    assert jobs["assembly"].source.module is source_modules()["popolo"]
    titles = {each.name: each.title for each in scheduled_sources(jobs)}
    assert titles["assembly"] == "Members of an assembly"
    assert sync_jobs(Settings().sync) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[popolo", "is broken TOML"),
        ("popolo = 1", "popolo: expected a table"),
        ("[popolo]", "popolo: from: expected a URL or a path"),
        ('[popolo]\nfrom = ["http://a/x.json", "y.json"]', "popolo: from: URLs and paths cannot be mixed"),
        ('[popolo]\nfrom = "y.json"\nmodule = 3', "popolo: module: expected a name, found 3"),
        (
            '[popolo]\nfrom = "x"\nwhen = "now"',
            "popolo: when is unknown; expected from, schedule, module, title, most_g",
        ),
        ('[popolo]\nfrom = "x"\nschedule = "daily"', "popolo: schedule: expected five fields"),
        ('[popolo]\nfrom = "x"\nschedule = 4', "popolo: schedule: expected five fields"),
        ('[popolo]\nfrom = "x"\nschedule = "99 99 * * *"', "popolo: schedule: “99 99 * * *” is none that cron knows"),
        ('[assembly]\nfrom = "x"', "assembly: module: there is no source “assembly”"),
        ('[assembly]\nfrom = "x"\nmodule = "popol"', "assembly: module: there is no source “popol”"),
    ],
)
def test_a_broken_file_of_jobs_is_told(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "sync.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=re.escape(f"{file}") + ".*" + re.escape(told)):
        sync_jobs(file)
