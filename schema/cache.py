"""Values that take long to work out, kept for whoever asks next.

What is kept follows from a data version and a view, both of which belong in its key: it never grows stale, it is
only asked for no longer.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

# The graph of a view at its largest takes some 8 MB, what is computed of it 2 MB: some 300 MB at the very most.
MOST_KEPT = 64


@dataclass(slots=True)
class _Work:
    """A computation under way, and how many wait for it."""

    task: asyncio.Task[Any]
    waiting: int = 0


class Cache:
    """At most `most` values, the least recently asked for dropped first.

    Who asks for the same at the same time shares one computation; it is given up when nobody waits for it any
    longer. What fails is told to all who wait, and not kept.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._under_way: dict[Hashable, _Work] = {}

    def __len__(self) -> int:
        return len(self._kept)

    async def get(self, key: Hashable, compute: Callable[[], Awaitable[T]]) -> T:
        """The value under a key; computed where there is none yet. Raises what `compute` raises."""
        if key in self._kept:
            self._kept.move_to_end(key)
            kept: T = self._kept[key]
            return kept
        work = self._under_way.get(key)
        if work is None:
            work = self._under_way[key] = _Work(asyncio.ensure_future(_run(compute)))
            work.task.add_done_callback(lambda task: self._done(key, task))
        work.waiting += 1
        try:
            found: T = await asyncio.shield(work.task)
            return found
        finally:
            work.waiting -= 1
            if not work.waiting and not work.task.done():
                # Whoever asks from now on begins anew.
                del self._under_way[key]
                work.task.cancel()

    def _done(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        work = self._under_way.get(key)
        if work is not None and work.task is task:
            del self._under_way[key]
        # Asking for the error marks it as told: everybody may have stopped waiting.
        if task.cancelled() or task.exception() is not None:
            return
        self._kept[key] = task.result()
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


async def _run(compute: Callable[[], Awaitable[T]]) -> T:
    return await compute()
