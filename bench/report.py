"""The figures as a table, on the screen and in RESULTS.md."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")
BY_HAND = "<!-- Written by hand from here on; `make bench` leaves it as it is. -->"
LIBRARIES = (
    "strawberry-graphql",
    "graphql-core",
    "neo4j",
    "neo4j-rust-ext",
    "orjson",
    "starlette",
    "uvicorn",
    "uvloop",
)


@dataclass(frozen=True)
class Figure:
    """One measured number: a ratio unless `unit` says otherwise; `reach` is what it should at most, or least, be."""

    letter: str
    engine: str
    what: str
    value: float
    beside: str
    reach: float | None = None
    at_least: bool = False
    unit: str = ""

    @property
    def met(self) -> bool:
        if self.reach is None:
            return True
        return self.value >= self.reach if self.at_least else self.value <= self.reach

    @property
    def shown(self) -> str:
        return f"{self.value:.2f}{self.unit}"

    @property
    def reach_shown(self) -> str:
        if self.reach is None:
            return ""
        return f"{'≥' if self.at_least else '≤'} {self.reach:g}{'' if self.met else ', missed'}"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:,.0f} ms"


def line(figure: Figure) -> str:
    return (
        f"({figure.letter}) {figure.engine:8} {figure.shown:>8} {figure.reach_shown:14} {figure.what}: {figure.beside}"
    )


def results(figures: Sequence[Figure], engines: Sequence[str], load: float) -> str:
    """RESULTS.md up to what is written by hand. `load`: what else the machine had to do, in cores."""
    rows = [
        f"| {each.letter} | {each.engine} | {each.what} | **{each.shown}** | {each.reach_shown} | {each.beside} |"
        for each in sorted(figures, key=lambda each: each.letter)
    ]
    return "\n".join(
        [
            "# Measured",
            "",
            "By `make bench`; what each figure is made of stands in the modules of `bench/`. Ratios are of medians of",
            "things that took turns in one run; in brackets the range in which half of all turns lie. Milliseconds are",
            "those of this machine, for information only.",
            "",
            f"- {datetime.now(UTC).date().isoformat()}, {_processor()}, {os.cpu_count()} cores, {platform.system()} "
            f"{platform.release().split('-')[0]}, Python {platform.python_version()}; "
            f"{load:.1f} cores were busy with other things when it began",
            *(f"- {about}" for about in engines),
            f"- {', '.join(f'{name} {version(name)}' for name in LIBRARIES)}",
            "",
            "| | database | what | figure | to reach | beside it |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


def write(text: str, path: Path = RESULTS) -> None:
    """Replace the measured part; what stands below the marker stays."""
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    _, marker, kept = before.partition(BY_HAND)
    path.write_text(f"{text}\n{BY_HAND}{kept if marker else chr(10)}", encoding="utf-8")


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return found.group(1).strip() if found else platform.machine()
