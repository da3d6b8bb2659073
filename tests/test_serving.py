"""The whole service as a process: it starts, answers, and ends without a trace, however it is told to.

The embedded engine is a child of the service's, so what is looked for after each end is any process that speaks of
the data folder.
"""

import os
import signal
import socket
import sys
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import uvicorn

from service.progress import progress
from service.serving import _listening
from service.settings import Settings
from tests.commands import left_over, retinue, serving
from tests.test_cli import PEOPLE
from tests.two_versions import FIRST, SECOND, written

SEEDED = '{ entity(id: "knb") { name } }'


def test_a_start_with_seed_data_and_a_second_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as service:
        assert service.ask(SEEDED)["entity"]["name"]
        # The address is told with a first query to try, which works.
        assert service.ask(service.line(r"^  (\{.*)")[1])["view"]["patronage"]["nodes"]
        assert service.end(signal.SIGTERM) == 0
    assert not left_over(data)

    with serving(data) as service:
        assert service.ask(SEEDED)["entity"]["name"]
        # Ctrl-C in a terminal reaches the whole group.
        assert service.end(signal.SIGINT, group=True) == 130
    assert not left_over(data)
    # The seed was imported once: its dataset is known, and nothing has changed.
    found = retinue("import", "seed_data", "--data", data)
    assert "seed-data: nothing has changed since the last import; data version 1\n" in found.stdout, found.stderr


def test_kill_9_leaves_no_process_and_loses_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    file = written(tmp_path, FIRST)
    with serving(data, "--no-seed") as service:
        assert retinue("import", file, "--data", data).returncode == 0
        before = service.ask(PEOPLE)
        assert service.end(signal.SIGKILL) == -signal.SIGKILL
    assert not left_over(data)
    with serving(data, "--no-seed") as service:
        assert service.ask(PEOPLE) == before
        assert len(before["view"]["people"]["nodes"]) == 2
        # And it goes on: what comes next is the next version.
        found = retinue("import", written(tmp_path, SECOND), "--data", data)
        assert found.stdout.endswith("data version 2\n"), found.stderr
        assert service.end() == 0
    assert not left_over(data)


def test_a_query_string_may_be_as_long_as_the_setting_says_however_it_comes(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--no-seed", RETINUE_BODY_LIMIT="100000") as service:
        for length, status in ((90_000, 200), (110_000, 413)):
            query = quote("{ __typename }") + "+" * length
            request = f"GET /graphql?query={query} HTTP/1.1\r\nHost: {urlsplit(service.url).netloc}\r\n"
            request += "Accept: application/graphql-response+json\r\nConnection: close\r\n\r\n"
            with socket.create_connection((urlsplit(service.url).hostname, urlsplit(service.url).port or 0)) as opened:
                for start in range(0, len(request), 1_400):
                    opened.sendall(request[start : start + 1_400].encode())
                    if start % 14_000 == 0:
                        time.sleep(0.01)
                assert opened.makefile("rb").readline().split()[1] == str(status).encode()


@pytest.mark.parametrize(("flags", "variables"), [(["--no-seed"], {}), ([], {"RETINUE_SEED": "0"})])
def test_without_seed_the_graph_is_empty_and_answers(
    tmp_path: Path, flags: list[str], variables: dict[str, str]
) -> None:
    with serving(tmp_path / "data", *flags, **variables) as service:
        assert service.ask(PEOPLE)["view"]["people"] == {"totalCount": 0, "nodes": []}
        assert service.ask(SEEDED)["entity"] is None
        # The first query to try is one that an empty graph answers too.
        counts = service.ask(service.line(r"^  (\{.*)")[1])["view"]
        assert counts == {"people": {"totalCount": 0}, "sources": {"totalCount": 0}}
        assert service.end() == 0


def test_ended_while_it_starts(tmp_path: Path) -> None:
    """While the engine comes up or the seed is imported: nothing stays, and the next start works."""
    data = tmp_path / "data"
    for number, after in ((signal.SIGTERM, 1.5), (signal.SIGINT, 4.0), (signal.SIGKILL, 5.0)):
        process = _started(data)
        time.sleep(after)
        os.kill(process, number)
        os.waitpid(process, 0)
        assert not left_over(data)
    with serving(data) as service:
        assert service.ask(SEEDED)["entity"]["name"]


def _started(data: Path) -> int:
    from tests.commands import RETINUE, environment

    quiet = os.open(os.devnull, os.O_WRONLY)
    try:
        return os.posix_spawn(
            RETINUE, [RETINUE, "serve", "--port", "0", "--data", str(data)], environment(),
            file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)],
        )  # fmt: skip
    finally:
        os.close(quiet)


def test_a_bar_of_progress_only_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    for terminal in (False, True):
        with progress(Console(stderr=True, force_terminal=terminal, width=80)) as tell:
            tell("writing", 0, 10)
            tell("writing", 10, 10)
        shown = capsys.readouterr().err
        assert ("writing" in shown) == terminal


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not made for Windows")
def test_the_loop_is_the_quick_one() -> None:
    """uvicorn takes uvloop where it is installed; requests take some 6 % longer without."""
    factory = uvicorn.Config("service.app:create_app").get_loop_factory()
    assert factory is not None
    loop = factory()
    loop.close()
    assert type(loop).__module__.startswith("uvloop")


def test_small_answers_go_at_once() -> None:
    """asyncio sets TCP_NODELAY on connections of a socket that says that it is TCP, and on no other."""
    with _listening(Settings(port=0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
