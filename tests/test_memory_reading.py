"""How views in memory are read: pages in order, and large graphs in threads of their own."""

import asyncio
import threading
from functools import cmp_to_key
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.memory import reading
from schema.memory.answers import ANSWERS
from schema.memory.seeing import Paging, page
from tests.conftest import Asker
from tests.test_memory import LISTS, OTHERS
from tests.through_memory import through_memory

KEYS = st.tuples(st.integers(0, 1), st.sampled_from("abc"), st.integers(0, 2), st.sampled_from("xyz")).map(list)
EDGE = st.none() | KEYS


@given(
    st.lists(KEYS, max_size=25), st.lists(st.booleans(), min_size=4, max_size=4), EDGE, EDGE, st.booleans(),
    st.integers(0, 8),
)  # fmt: skip
def test_a_page_is_what_comparing_each_with_each_gives(
    items: list[list[Any]], turns: list[bool], after: Any, before: Any, backward: bool, limit: int
) -> None:
    def compare(one: list[Any], other: list[Any]) -> int:
        for mine, theirs, descending in zip(one, other, turns, strict=True):
            if mine != theirs:
                return -1 if (mine < theirs) is not descending else 1
        return 0

    numbered = list(enumerate(items))
    every = sorted(numbered, key=lambda item: cmp_to_key(compare)(item[1]))
    wanted = [
        item
        for item in (reversed(every) if backward else every)
        if (after is None or compare(item[1], after) > 0) and (before is None or compare(item[1], before) < 0)
    ][:limit]
    rows, keys, total = page(
        numbered, lambda item: item[1], turns, Paging(limit, backward, after, before), lambda item: item[0]
    )
    assert (rows, keys, total) == ([number for number, _ in wanted], [key for _, key in wanted], len(items))


async def test_a_large_graph_is_read_in_a_thread(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    names: set[str] = set()
    own = ANSWERS["read/ties_page"]

    def noting(*given: Any, **asked: Any) -> Any:
        names.add(threading.current_thread().name)
        return own(*given, **asked)

    monkeypatch.setitem(ANSWERS, "read/ties_page", noting)
    query = through_memory("{ ties(first: 3) { nodes { id } } }")
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 10_000)
    small = await ask(query)
    assert names == {threading.main_thread().name}
    names.clear()
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 100)
    assert await ask(query) == small
    assert names and threading.main_thread().name not in names


async def test_many_threads_read_one_graph_alike(ask: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = [through_memory(f"{{ view{view} {{ {OTHERS} {LISTS} }} }}") for view in ("", '(asOf: "2022-01-09")')]
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 10_000)
    wanted = [await ask(query) for query in queries]
    monkeypatch.setattr(reading, "MOST_AT_ONCE", 0)
    ask.memories._kept.clear()
    ask.cache._kept.clear()
    order = [0, 1, 1, 0, 1, 0]
    found = await asyncio.gather(*(ask(queries[number]) for number in order))
    assert found == [wanted[number] for number in order]
