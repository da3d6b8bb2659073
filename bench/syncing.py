"""(i) Syncs of a register: how fast, in how much memory, how quickly again, and what readers notice of one.

The register is a file of FollowTheMoney, a line a row: people, companies, and who was a member of which. Each sync is a
`retinue sync` in a process of its own. The plain side of the first figure is that of (d): what the sync left in the
graph, by `UNWIND … MERGE`.
"""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import orjson

from bench.chain import example
from bench.clock import timed
from bench.effort import Effort
from bench.engines import Engine, Graph
from bench.loading import plain_load, read_back
from bench.report import Figure, milliseconds
from bench.served import RETINUE, ROOT, Client, body, served

SPEED, AGAIN, READERS, MEMORY = 0.5, 0.1, 2.0, 1024.0
# Settings of whoever measures that would make of a sync another than the one that is installed: ours, and that Python
# keeps nothing of what it has compiled.
OTHERWISE = ("RETINUE_", "PYTHONDONTWRITEBYTECODE")
# What readers ask: chains around the KNB in the seed data, and a page of everybody, whom the sync makes more of.
PAGE = '{ view(knownAt: "2024-06-01") { people(first: 20) { nodes { id name ties(first: 5) { nodes { kind } } } } } }'
READERS_ASK = {"chains": example(), "a page of everybody": body(PAGE)}


@dataclass(frozen=True)
class Ran:
    """One sync: its seconds, and the most memory that its process took, in MiB."""

    seconds: float
    mebibytes: float


@dataclass(frozen=True)
class Read:
    """Seconds that requests of one kind took while one sync was under way, and before it."""

    busy: list[float]
    quiet: list[float]

    @property
    def p95(self) -> tuple[float, float]:
        busy, quiet = (quantiles(side, n=20, method="inclusive")[-1] for side in (self.busy, self.quiet))
        return busy, quiet

    @property
    def ratio(self) -> float:
        busy, quiet = self.p95
        return busy / quiet


def register(file: Path, rows: int) -> Path:
    """So many lines: for each company nineteen people, and a membership of each."""
    with file.open("wb") as opened:
        for line in _lines(rows):
            opened.write(orjson.dumps(line) + b"\n")
    return file


def _lines(rows: int) -> Iterator[dict[str, object]]:
    for number in range(rows):
        block, place = divmod(number, 39)
        company = f"c-{block}"
        if place == 0:
            yield {"id": company, "schema": "Company", "properties": {"name": [f"Company {block}"]}}
        elif place % 2:
            yield {"id": f"p-{number}", "schema": "Person", "properties": {"name": [f"Person {number}"]}}
        else:
            ends = {"member": [f"p-{number - 1}"], "organization": [company]}
            dates = {"startDate": [f"20{10 + number % 10}-01-01"], "endDate": ["2023-06-30"]}
            yield {"id": f"m-{number}", "schema": "Membership", "properties": {**ends, **dates}}


def measure(engine: Engine, effort: Effort) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:

        def made(name: str, rows: int) -> Path:
            return register(Path(folder, f"20240601000000-{name}.ftm.json"), rows)

        # First of all a small one and a whole turn, which do not count: what comes first finds an engine that has yet
        # to compile what it does.
        few = made("small", effort.few_rows)
        small, _ = _turn(engine, few)
        file = made("register", effort.rows)
        _turn(engine, file)
        turns = [_turn(engine, file) for _ in range(effort.syncs)]
        figures = [_speed(engine, effort, turns)]
        large = made("large", effort.most_rows)
        with engine.graph() as graph:
            first, again = _sync(graph, large), _sync(graph, large)
            figures += [_again(engine, effort, first, again), _memory(engine, effort, small, first)]
        later = register(Path(folder, "20240701000000-register.ftm.json"), effort.rows)
        reads = []
        for _ in range(effort.reads):
            with engine.graph() as graph:
                _sync(graph, few)
                reads.append(_readers(graph, later))
    return figures + [_noticed(engine, name, [each[name] for each in reads]) for name in READERS_ASK]


def _turn(engine: Engine, file: Path) -> tuple[Ran, float]:
    """A sync, and the seconds that plain queries take for what it left."""
    with engine.graph() as graph:
        ran = _sync(graph, file)
        rows = read_back(graph)
    with engine.graph() as graph:
        return ran, plain_load(graph, rows)


def _command(graph: Graph, file: Path) -> "subprocess.Popen[bytes]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OTHERWISE)}
    return subprocess.Popen(  # noqa: S603 - our own program
        [*RETINUE, "sync", "followthemoney", "--from", str(file)], cwd=ROOT, env={**kept, **graph.environment},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def _sync(graph: Graph, file: Path) -> Ran:
    begun = time.perf_counter()
    with _command(graph, file) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"(i): the sync ended with {process.returncode}: {said[-2000:].decode(errors='replace')}")
    return Ran(time.perf_counter() - begun, usage.ru_maxrss / 1024)


def _speed(engine: Engine, effort: Effort, turns: list[tuple[Ran, float]]) -> Figure:
    seconds, plain = median(ran.seconds for ran, _ in turns), median(plain for _, plain in turns)
    beside = (
        f"sync {effort.rows / seconds:,.0f} rows a second ({seconds:.1f} s, start of the process included), plain "
        f"{effort.rows / plain:,.0f} ({plain:.1f} s); {effort.rows:,} rows; {effort.syncs} turns after one to warm up"
    )
    what = "rows a second: sync ÷ UNWIND MERGE"
    return Figure("i", engine.name, what, plain / seconds, beside, SPEED, at_least=True)


def _again(engine: Engine, effort: Effort, first: Ran, again: Ran) -> Figure:
    beside = f"{again.seconds:.1f} s and {first.seconds:.1f} s; {effort.most_rows:,} rows"
    return Figure("i", engine.name, "sync without changes ÷ first", again.seconds / first.seconds, beside, AGAIN)


def _memory(engine: Engine, effort: Effort, small: Ran, large: Ran) -> Figure:
    beside = (
        f"beside the database; of {effort.few_rows:,} rows {small.mebibytes:,.0f} MiB; {large.seconds:,.0f} s, "
        f"{effort.most_rows / large.seconds:,.0f} rows a second"
    )
    what = f"most memory of a sync of {effort.most_rows:,} rows"
    return Figure("i", engine.name, what, large.mebibytes, beside, MEMORY, unit=" MiB")


def _readers(graph: Graph, file: Path) -> dict[str, Read]:
    """Readers of what there is, before a sync of more and while it is under way; they ask the one and the other."""
    with served(graph.environment) as client:
        for request in READERS_ASK.values():
            if client.ask(request) is None:
                raise RuntimeError("(i): the service does not answer")
        quiet = _latencies(client, lambda: True, 200)
        process = _command(graph, file)
        # Nobody reads what it says until it has ended: a reader thread keeps the pipe empty.
        drain = threading.Thread(target=process.communicate)
        drain.start()
        busy = _latencies(client, drain.is_alive, None)
        drain.join()
    return {name: Read(busy[name], quiet[name]) for name in READERS_ASK}


def _noticed(engine: Engine, name: str, reads: list[Read]) -> Figure:
    """What readers notice: of the ratios of several syncs the median, for each rests on some fifteen requests."""
    ratios = sorted(read.ratio for read in reads)
    busy, quiet = (median(side) for side in zip(*(read.p95 for read in reads), strict=True))
    beside = (
        f"{milliseconds(busy)} and {milliseconds(quiet)}; {ratios[0]:.2f} to {ratios[-1]:.2f} by {len(reads)} syncs, "
        f"{sum(len(read.busy) for read in reads)} and {sum(len(read.quiet) for read in reads)} requests"
    )
    return Figure("i", engine.name, f"readers' p95 of {name}: during a sync ÷ without", median(ratios), beside, READERS)


def _latencies(client: Client, goes_on: Callable[[], bool], most: int | None) -> dict[str, list[float]]:
    """Seconds of requests that take turns, by what they ask; `most` of each."""
    taken: dict[str, list[float]] = {name: [] for name in READERS_ASK}
    turns = 0
    while turns < 2 or (goes_on() and (most is None or turns < most)):
        for name, request in READERS_ASK.items():
            taken[name].append(timed(lambda: client.ask(request)))  # noqa: B023 - run at once
        turns += 1
    return taken
