"""`python -m bench`: measure, print, write RESULTS.md."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence

import structlog

from bench import centrality, chain, finding, growth, lists, loading, paths, starting, syncing, tree
from bench.effort import Effort
from bench.engines import ArcadeDB, Engine, Neo4j
from bench.report import Figure, line, results, write
from tests.engines import NoNeo4j

MEASURES: dict[str, Callable[[Engine, Effort], list[Figure]]] = {
    "a": chain.measure,
    "b": tree.measure,
    "d": loading.measure,
    "e": starting.measure,
    "f": finding.measure,
    "g": paths.measure,
    "h": centrality.measure,
    "i": syncing.measure,
    "j": lists.measure,
    "c": growth.measure,  # last: its graphs are the largest, and need engines of their own
}
ENGINES: dict[str, Callable[[], Engine]] = {"arcadedb": ArcadeDB, "neo4j": Neo4j}


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked; 0 unless a database was missing."""
    asked = _arguments(arguments)
    # The application that runs in this process to record its queries would log into the table.
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[lambda *_: ""])
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"The machine is busy (load {load:.1f}): ratios will be rough, and milliseconds too large.")
    whole = asked.only == list(MEASURES) and asked.engines == list(ENGINES)
    effort = Effort().longer() if asked.long else Effort()
    figures: list[Figure] = []
    abouts: list[str] = []
    missing = False
    for name in asked.engines:
        engine = ENGINES[name]()
        abouts.append(f"{engine.name}: {engine.about}")
        try:
            figures += measured(engine, asked.only, effort)
        except NoNeo4j as error:
            print(f"{engine.name} was not measured: {error}")
            missing = True
        finally:
            engine.close()
    if whole and not missing:
        write(results(figures, abouts, load))
    else:
        print("bench/RESULTS.md stays as it is: it holds whole runs only.")
    return 1 if missing else 0


def measured(engine: Engine, letters: Iterable[str], effort: Effort) -> list[Figure]:
    """The figures of some measures, printed as they come."""
    found: list[Figure] = []
    for letter in letters:
        begun = time.monotonic()
        for figure in MEASURES[letter](engine, effort):
            found.append(figure)
            print(line(figure))
        print(f"    ({letter} took {time.monotonic() - begun:.0f} s)", flush=True)
    return found


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the service on both databases.")
    parser.add_argument(
        "--long", action="store_true", help="(c) and (i) with a million people and rows too; takes hours"
    )
    parser.add_argument("--only", type=_some_of(MEASURES), default=list(MEASURES), metavar="a,b", help="some figures")
    parser.add_argument(
        "--engines", type=_some_of(ENGINES), default=list(ENGINES), metavar="arcadedb,neo4j", help="one database only"
    )
    return parser.parse_args(arguments)


def _some_of(known: Iterable[str]) -> Callable[[str], list[str]]:
    def chosen(text: str) -> list[str]:
        asked = text.split(",")
        if unknown := sorted(set(asked) - set(known)):
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are {', '.join(sorted(known))}")
        return [each for each in known if each in asked]

    return chosen


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
