"""Calls of `retinue sync` that have nothing to do, be it that they are mistyped: each is told so.

And how a call behaves beside others on its machine.
"""

import os
import shutil
import signal
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from service.address import Address
from service.sync.ledger import Ledger, Run
from service.sync.store import Store
from tests.commands import RETINUE, database_variables, environment, retinue
from tests.dumps import session_on
from tests.made_upstream import TABLE, Upstream, body
from tests.read_sources import SAMPLES

HOLDERS = SAMPLES / "kazakhstan-cabinet" / "001_2022-01-05_holders21.csv"


def told(*arguments: str, **variables: str) -> tuple[int, str]:
    """The exit code, and all that was said."""
    found = retinue("sync", *arguments, wait=120, **variables)
    return found.returncode, found.stdout + found.stderr


@pytest.mark.parametrize(
    ("arguments", "toml", "expected"),
    [
        (["--due"], "", "RETINUE_SYNC names no file of them"),
        (["--due"], '[popolo]\nfrom = "x"', "none of those asked for in {file} has one"),
        (["--due"], '[popolo]\nfrom = "x"\nschedule = "99 99 * * *"', "{file}: popolo: schedule: “99 99 * * *” is"),
        (["--due", "--rejected"], '[popolo]\nfrom = "x"\nschedule = "0 3 * * *"', "--rejected goes with names only"),
        (["popolo", "--rejected", "--from", "x"], "", "--rejected goes with names only"),
    ],
)
def test_a_call_that_can_do_nothing_is_told_without_a_database(
    tmp_path: Path, arguments: list[str], toml: str, expected: str
) -> None:
    variables, file = {"RETINUE_DATA": str(tmp_path / "data")}, tmp_path / "sync.toml"
    if toml:
        file.write_text(toml, encoding="utf-8")
        variables["RETINUE_SYNC"] = str(file)
    code, said = told(*arguments, **variables)
    assert (code, expected.format(file=file) in said) == (2, True), said
    assert not (tmp_path / "data").exists()


def test_where_there_is_nothing_to_show_or_to_do_that_is_told(tmp_path: Path, graph: Address) -> None:
    shutil.copy(HOLDERS, tmp_path)
    toml = tmp_path / "sync.toml"
    toml.write_text(f'[kazakhstan-cabinet]\nfrom = "{HOLDERS.name}"\nschedule = "0 3 1 1 *"\n', encoding="utf-8")
    variables = {"RETINUE_SYNC": str(toml), **database_variables(graph)}
    none_read = "kazakhstan-cabinet: nothing was set aside, for no run has read a row\n"
    assert told("kazakhstan-cabinet", "--rejected", **variables) == (0, none_read)
    code, said = told("kazakhstan-cabine", "kazakhstan-cabinet", "--rejected", **variables)
    assert (code, "there is no source “kazakhstan-cabine”, and no run of one" in said) == (2, True)
    assert "There are claims, followthemoney, kazakhstan-cabinet, " in said and none_read in said
    assert told("--due", **variables)[0] == 0
    code, said = told("--due", **variables)
    assert (code, said.startswith("nothing is due: ")) == (0, True)


def test_what_was_killed_is_due(tmp_path: Path, graph: Address) -> None:
    shutil.copy(HOLDERS, tmp_path)
    toml = tmp_path / "sync.toml"
    toml.write_text(f'[kazakhstan-cabinet]\nfrom = "{HOLDERS.name}"\nschedule = "0 3 1 1 *"\n', encoding="utf-8")
    with Store(graph) as store:
        Ledger(store, kept=True).begin(Run("kazakhstan-cabinet", "kazakhstan-cabinet-holders21"))
    code, said = told("--due", RETINUE_SYNC=str(toml), **database_variables(graph))
    assert (code, "8 rows" in said) == (0, True), said


def test_what_failed_is_due_until_it_succeeds(tmp_path: Path, graph: Address) -> None:
    toml = tmp_path / "sync.toml"
    toml.write_text(f'[kazakhstan-cabinet]\nfrom = "{HOLDERS.name}"\nschedule = "0 3 1 1 *"\n', encoding="utf-8")
    variables = {"RETINUE_SYNC": str(toml), **database_variables(graph)}
    for _ in range(2):
        code, said = told("--due", **variables)
        assert (code, "does not exist" in said) == (1, True), said
    shutil.copy(HOLDERS, tmp_path)
    assert told("--due", **variables)[0] == 0
    code, said = told("--due", **variables)
    assert (code, said.startswith("nothing is due: ")) == (0, True)


def test_an_upstream_that_asks_to_be_left_alone_is_not_due_until_then(
    tmp_path: Path, made: Upstream, graph: Address
) -> None:
    made.answers["/2022-01-05_holders21.csv"] = body(b"", status=429, Retry_After="99999999")
    toml = tmp_path / "sync.toml"
    source = f'[kazakhstan-cabinet]\nfrom = "{made.url}/2022-01-05_holders21.csv"\nschedule = "* * * * *"\n'
    toml.write_text(source, encoding="utf-8")
    variables = {"RETINUE_SYNC": str(toml), **database_variables(graph)}
    assert told("--due", **variables)[0] == 1
    code, said = told("--due", **variables)
    assert (code, len(made.requests)) == (0, 1), said
    assert said.startswith("kazakhstan-cabinet: its upstream asks to be left alone until ")
    # A day at most, whatever it asks for.
    until = datetime.fromisoformat(said.splitlines()[0].rpartition(" ")[2])
    assert timedelta(hours=23) < until - datetime.now(UTC) <= timedelta(days=1)
    assert told("--due", "kazakhstan-cabinet", **variables)[1] == said
    # Whoever names it without a schedule in mind asks all the same.
    assert told("kazakhstan-cabinet", **variables)[0] == 1
    assert len(made.requests) == 2
    with session_on(graph) as session:
        session.run("MATCH (n:SyncRun) SET n.not_before = '2022-01-05T10:00:00Z'").consume()
    made.answers["/2022-01-05_holders21.csv"] = body(HOLDERS.read_bytes())
    assert told("--due", **variables)[0] == 0
    assert len(made.requests) == 3


def test_a_run_that_is_asked_to_end_gives_its_turn_back(tmp_path: Path, made: Upstream, graph: Address) -> None:
    asked, ended = threading.Event(), threading.Event()

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        asked.set()
        assert ended.wait(30)
        body(b"")(handler, number)

    made.answers["/2022-01-05_holders21.csv"] = answer
    url = f"{made.url}/2022-01-05_holders21.csv"
    with subprocess.Popen(  # noqa: S603 - our own command
        [RETINUE, "sync", "kazakhstan-cabinet", "--from", url], env=environment(**database_variables(graph)),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            assert asked.wait(60)
            process.terminate()
            assert process.wait(30) == 128 + signal.SIGTERM
        finally:
            ended.set()
    with session_on(graph) as session:
        found = session.run("MATCH (n:SyncRun) RETURN n.outcome AS outcome, n.message AS message").single(strict=True)
    assert found.data() == {"outcome": "FAILED", "message": "The run was asked to end. Nothing of it is visible."}
    # Nobody has to wait until it counts as dead.
    made.answers["/2022-01-05_holders21.csv"] = body(HOLDERS.read_bytes())
    assert told("kazakhstan-cabinet", "--from", url, **database_variables(graph))[0] == 0


def test_a_setting_that_is_none_is_a_wrong_call() -> None:
    code, said = told("kazakhstan-cabinet", RETINUE_LOG="loud")
    assert (code, "RETINUE_LOG" in said) == (2, True)


def test_a_sync_lets_others_go_first(made: Upstream, graph: Address) -> None:
    asked, seen = threading.Event(), threading.Event()

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        asked.set()
        assert seen.wait(30)
        body(TABLE)(handler, number)

    made.answers["/2022-01-05_holders21.csv"] = answer
    with subprocess.Popen(  # noqa: S603 - our own command
        [RETINUE, "sync", "kazakhstan-cabinet", "--from", f"{made.url}/2022-01-05_holders21.csv"],
        env=environment(**database_variables(graph)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            assert asked.wait(60)
            assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
        finally:
            seen.set()
