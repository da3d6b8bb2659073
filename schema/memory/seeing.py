"""What a view sees of a graph in memory: which rows hold, and pages of them. The same as the fragments of `cypher`."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cmp_to_key
from itertools import groupby
from typing import Any, TypeVar

from schema.edtf import FUTURE, PAST, Day
from schema.memory.graph import Graph, State, Statement

T = TypeVar("T")
Keys = list[Any]


@dataclass(frozen=True, slots=True)
class Seen:
    """A graph under a view's parameters, as every reading query takes them."""

    graph: Graph
    as_of: Day | None
    known_at: Day
    known_next: Day
    certain: bool

    def knows(self, state: State) -> bool:
        """`fragments/tie_known`."""
        return state.known_from <= self.known_at < state.known_to

    def holds(self, state: State) -> bool:
        """`fragments/tie_in_view`."""
        if not self.knows(state):
            return False
        earliest_start, latest_start, earliest_end, latest_end = self.days(state)
        if self.as_of is not None and not earliest_start <= self.as_of < latest_end:
            return False
        if not self.certain:
            return True
        if state.row[9]:
            return False
        if self.as_of is None:
            return latest_start < earliest_end
        return latest_start <= self.as_of < earliest_end

    def days(self, state: State) -> tuple[Day, Day, Day, Day]:
        row = state.row
        return row[10], row[11], self.known_next if state.rolling else row[12], row[13]

    def kind_of(self, identity: str) -> str:
        return str(self.graph.version.entities[identity].row[1])

    def counts(self, said: Statement) -> bool:
        """`fragments/statement_counts`."""
        return said.counts(self.known_at)

    def in_view(self, remark: Statement) -> bool:
        """`fragments/remark_in_view`."""
        hidden = self.as_of is not None and remark.date_lo is not None and remark.date_lo > self.as_of
        return self.counts(remark) and not hidden

    def spoken_of(self, spans: Sequence[Day] | None) -> bool:
        """`fragments/spoken_of`."""
        days = spans or ()
        return any(days[i] <= self.known_at < days[i + 1] for i in range(0, len(days), 2))

    def event_sides(self, event: str) -> list[tuple[Day, Day, Day, Day]]:
        """`read/event_dates` for one event: the days of who took part, and of where it was."""
        return [self.days(state) for state in self.event_states(event)]

    def event_states(self, event: str) -> list[State]:
        """The states that date an event."""
        return [
            state
            for state in self.graph.states_of(event)
            if self.knows(state)
            and state.row[8] != "REFUTED"
            and (state.row[1] == "TOOK_PART_IN" or (state.row[1] == "LOCATED_IN" and state.tie.from_id == event))
        ]


@dataclass(frozen=True, slots=True)
class Paging:
    """The parameters of a page, as `Window.reading` gives them."""

    limit: int
    backward: bool
    after: list[Any] | None
    before: list[Any] | None


def page(
    items: Iterable[T], keys: Callable[[T], Keys], turns: Sequence[bool], paging: Paging, row: Callable[[T], Any]
) -> tuple[list[Any], list[Keys], int]:
    """Rows, keys and count as `fragments/page` gives them; `turns` says which keys descend."""

    every = [(keys(item), item) for item in items]
    # Each stretch of keys that turn alike is sorted by itself, the last one first: what is equal stays in its order.
    for start, end, descending in reversed(_stretches(turns)):
        every.sort(key=lambda pair: pair[0][start:end], reverse=descending)

    def compare(one: Keys, other: Keys) -> int:
        for mine, theirs, descending in zip(one, other, turns, strict=True):
            if mine != theirs:
                return -1 if (mine < theirs) is not descending else 1
        return 0

    place = cmp_to_key(compare)
    first = bisect_right(every, place(paging.after), key=lambda pair: place(pair[0])) if paging.after else 0
    last = bisect_left(every, place(paging.before), key=lambda pair: place(pair[0])) if paging.before else len(every)
    between = every[first:last]
    chosen = (between[::-1] if paging.backward else between)[: paging.limit]
    return [row(item) for _, item in chosen], [key for key, _ in chosen], len(every)


def _stretches(turns: Sequence[bool]) -> list[tuple[int, int, bool]]:
    """From which key to which before the next they descend alike, and whether they do."""
    found, start = [], 0
    for descending, stretch in groupby(turns):
        end = start + len(list(stretch))
        found.append((start, end, descending))
        start = end
    return found


def bounded(lo: Day, hi: Day) -> bool:
    """Whether a side is bounded on both sides."""
    return lo != PAST and hi != FUTURE
