"""What answers leave behind goes when they have been sent."""

import gc
from collections.abc import Iterator
from typing import Any
from weakref import ref

import pytest

from service.tidying import LEFT_OVER, TidyAfterwards


class Knot:
    """Refers to itself: reference counting does not free it."""

    def __init__(self) -> None:
        self.itself = self


def tied(knots: int) -> ref[Knot]:
    """One of so many knots that nothing else refers to."""
    left = [Knot() for _ in range(knots)]
    return ref(left[0])


@pytest.fixture(autouse=True)
def rarely() -> Iterator[None]:
    """The collector does not come by itself."""
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(100 * LEFT_OVER)
    yield
    gc.set_threshold(*before)


async def left_by(knots: int, *, fails: bool = False) -> Any:
    """A weak reference to what an application left that made so many knots."""
    made: list[ref[Knot]] = []

    async def app(*_: Any) -> None:
        made.append(tied(knots))
        if fails:
            raise ConnectionError

    async def nothing(*_: Any) -> Any:
        return None

    try:
        await TidyAfterwards(app)({"type": "http"}, nothing, nothing)
    except ConnectionError:
        assert fails
    return made[0]()


async def test_much_is_taken_away_when_the_answer_has_been_sent() -> None:
    assert await left_by(2 * LEFT_OVER) is None
    assert await left_by(2 * LEFT_OVER, fails=True) is None


async def test_little_stays_for_later() -> None:
    assert await left_by(10) is not None
