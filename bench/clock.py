"""Timing things that are to be compared: they take turns, after a warm-up of the same kind."""

import gc
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Turns:
    """The seconds that each of several ways took, turn by turn."""

    seconds: Mapping[str, list[float]]

    def median(self, way: str) -> float:
        """Seconds."""
        return median(self.seconds[way])

    def ratio(self, way: str, other: str) -> float:
        """How many times as long one way takes as another."""
        return self.median(way) / self.median(other)

    def spread(self, way: str, other: str) -> tuple[float, float]:
        """Between which ratios half of all turns lie."""
        ratios = [one / two for one, two in zip(self.seconds[way], self.seconds[other], strict=True)]
        if len(ratios) < 2:
            return ratios[0], ratios[0]
        lower, _, upper = quantiles(ratios, n=4, method="inclusive")
        return lower, upper

    def quickest(self, *ways: str) -> str:
        return min(ways, key=self.median)


def take_turns(ways: Mapping[str, Callable[[], object]], *, warm_seconds: float, seconds: float) -> Turns:
    """Run all ways in turn, for `warm_seconds` unmeasured and then for `seconds`, at least five turns.

    Each turn begins with another way, so that none always runs after the same one.
    """
    names = list(ways)
    until = time.perf_counter() + warm_seconds
    while time.perf_counter() < until:
        for name in names:
            ways[name]()
    taken: dict[str, list[float]] = {name: [] for name in names}
    gc.collect()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until or len(taken[names[0]]) < 5:
        for name in names:
            taken[name].append(timed(ways[name]))
        names.append(names.pop(0))
    return Turns(taken)


def timed(way: Callable[[], object]) -> float:
    """Seconds that one run takes."""
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun
