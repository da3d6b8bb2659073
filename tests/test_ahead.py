"""Items worked out one ahead, in another thread."""

import threading
from collections.abc import Iterator

import pytest

from service.sync.ahead import ahead


def test_items_come_in_order_each_made_while_the_one_before_is_in_use() -> None:
    made: list[int] = []
    second = threading.Event()

    def making() -> Iterator[int]:
        for number in range(4):
            made.append(number)
            if number == 1:
                second.set()
            yield number

    found = ahead(making())
    assert next(found) == 0
    assert second.wait(5)
    assert list(found) == [1, 2, 3]
    assert made == [0, 1, 2, 3]
    assert list(ahead([])) == []


def test_what_making_one_raises_is_raised_after_those_before_it() -> None:
    def making() -> Iterator[str]:
        yield "good"
        raise ValueError("bad")

    found = ahead(making())
    assert next(found) == "good"
    with pytest.raises(ValueError, match="bad"):
        next(found)


def test_who_stops_taking_leaves_nothing_running() -> None:
    def making() -> Iterator[int]:
        yield from range(1_000_000)

    found = ahead(making())
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead") and thread.is_alive()]
