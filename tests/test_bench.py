"""The measurements of bench/ run and give figures, with little data and without regard to how long anything takes.

What a figure says of its two sides being alike (the same answers, the same rows) is checked by the measurement
itself, at every size.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import made_up, report
from bench.__main__ import ENGINES, MEASURES, main
from bench.clock import take_turns
from bench.effort import SMOKE
from bench.engines import ArcadeDB, Neo4j
from service.sync.importing import check_paths


@pytest.fixture(scope="module")
def arcadedb() -> Iterator[ArcadeDB]:
    engine = ArcadeDB()
    yield engine
    engine.close()


@pytest.mark.parametrize("letter", MEASURES)
def test_each_figure_is_measured_on_the_embedded_database(letter: str, arcadedb: ArcadeDB) -> None:
    figures = MEASURES[letter](arcadedb, SMOKE)
    assert figures
    for figure in figures:
        assert (figure.letter, figure.engine) == (letter, "ArcadeDB")
        assert figure.value > 0
        assert report.line(figure).startswith(f"({letter}) ArcadeDB")


@pytest.mark.parametrize("letter", ["b", "d", "g"])
def test_figures_are_measured_on_neo4j(letter: str, engines: Callable[[str], Any]) -> None:
    engine = Neo4j(engines("neo4j").address)
    try:
        assert MEASURES[letter](engine, SMOKE)[0].value > 0
    finally:
        engine.close()


@pytest.mark.parametrize(
    "records",
    [made_up.tree(3, 2, 4), made_up.neighbourhood(), made_up.collection(100)],
    ids=["tree", "neighbourhood", "collection"],
)
def test_what_is_made_up_is_in_order(records: Any, tmp_path: Path) -> None:
    made_up.write_lines(tmp_path / "made-up.jsonl", records)
    assert check_paths([tmp_path / "made-up.jsonl"]).claims


def test_the_same_is_made_up_every_time() -> None:
    assert list(made_up.collection(40)) == list(made_up.collection(40))


def test_turns_are_taken() -> None:
    order: list[str] = []
    ways: dict[str, Callable[[], object]] = {"one": lambda: order.append("one"), "other": lambda: order.append("other")}
    turns = take_turns(ways, warm_seconds=0.0, seconds=0.0)
    assert order[:4] == ["one", "other", "other", "one"]
    assert len(turns.seconds["one"]) == len(turns.seconds["other"]) == 5
    assert turns.ratio("one", "one") == 1.0
    assert turns.spread("one", "one") == (1.0, 1.0)


def test_what_is_written_by_hand_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    missed = report.Figure("a", "Neo4j", "chain", 3.5, "beside", reach=3.0)
    slow = report.Figure("d", "Neo4j", "import", 0.25, "beside", reach=0.3, at_least=True)
    assert not missed.met
    assert not slow.met
    report.write(report.results([slow, missed], ["Neo4j: one"], 0.0), path)
    first = path.read_text(encoding="utf-8")
    assert first.index("| a | Neo4j | chain | **3.50** | ≤ 3, missed |") < first.index("| d | Neo4j")
    path.write_text(f"{first}\nBecause of this and that.\n", encoding="utf-8")
    report.write(report.results([], [], 0.0), path)
    again = path.read_text(encoding="utf-8")
    assert "chain" not in again
    assert again.count(report.BY_HAND) == 1
    assert again.endswith("\nBecause of this and that.\n")


def test_the_command_refuses_what_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--only", "a,z"])
    assert "unknown: z" in capsys.readouterr().err
    assert sorted(MEASURES) == ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
    assert set(ENGINES) == {"arcadedb", "neo4j"}
