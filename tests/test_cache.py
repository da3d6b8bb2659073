"""What is kept of long computations, and how those who ask at the same time share one."""

import asyncio

import pytest

from schema.cache import Cache


class Work:
    """A computation that is done when it is told to be, and counts how often it was begun and ended."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun = self.ended = 0
        self.free = asyncio.Event()
        self._error = error

    async def __call__(self) -> int:
        self.begun += 1
        try:
            await self.free.wait()
            if self._error:
                raise self._error
            return self.begun
        finally:
            self.ended += 1


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_value_is_computed_once() -> None:
    cache, work = Cache(), Work()
    work.free.set()
    assert [await cache.get("key", work) for _ in range(3)] == [1, 1, 1]
    assert await cache.get("another", work) == 2


async def test_who_asks_at_the_same_time_shares_one_computation() -> None:
    cache, work = Cache(), Work()
    waiting = [asyncio.ensure_future(cache.get("key", work)) for _ in range(5)]
    await settle()
    assert work.begun == 1
    work.free.set()
    assert await asyncio.gather(*waiting) == [1] * 5


async def test_the_least_recently_asked_for_is_dropped_first() -> None:
    cache, work = Cache(most=2), Work()
    work.free.set()
    for key in ("one", "two", "one", "three"):
        await cache.get(key, work)
    assert len(cache) == 2
    assert work.begun == 3
    await cache.get("one", work)
    assert work.begun == 3
    await cache.get("two", work)
    assert work.begun == 4


async def test_an_error_is_told_to_all_and_not_kept() -> None:
    cache, failing, work = Cache(), Work(ValueError("no")), Work()
    waiting = [asyncio.ensure_future(cache.get("key", failing)) for _ in range(2)]
    failing.free.set()
    for each in await asyncio.gather(*waiting, return_exceptions=True):
        assert isinstance(each, ValueError)
    work.free.set()
    assert await cache.get("key", work) == 1


async def test_one_who_goes_away_takes_nothing_from_the_others() -> None:
    cache, work = Cache(), Work()
    leaver, stayer = (asyncio.ensure_future(cache.get("key", work)) for _ in range(2))
    await settle()
    leaver.cancel()
    await settle()
    assert work.ended == 0
    work.free.set()
    assert await stayer == 1
    with pytest.raises(asyncio.CancelledError):
        await leaver


async def test_what_nobody_waits_for_is_given_up_and_begun_anew() -> None:
    cache, work = Cache(), Work()
    waiting = [asyncio.ensure_future(cache.get("key", work)) for _ in range(2)]
    await settle()
    for each in waiting:
        each.cancel()
    # Somebody asks before the first computation has noticed its end.
    again = asyncio.ensure_future(cache.get("key", work))
    await settle()
    assert (work.begun, work.ended) in ((1, 0), (2, 1))
    work.free.set()
    assert await again == work.begun
    assert len(cache) == 1


async def test_giving_up_reaches_what_a_computation_asks_for() -> None:
    cache, inner = Cache(), Work()

    async def outer() -> int:
        return await cache.get("inner", inner) + 1

    waiting = asyncio.ensure_future(cache.get("outer", outer))
    await settle()
    assert inner.begun == 1
    waiting.cancel()
    await settle()
    assert inner.ended == 1
    assert len(cache) == 0
