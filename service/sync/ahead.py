"""Working out what comes next while the database is busy with what came before."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_END = object()


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The items, each made in a thread of its own while the one before it is in use; raises what making one raises."""
    making = iter(items)
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as pool:
        coming = pool.submit(next, making, _END)
        while (item := coming.result()) is not _END:
            coming = pool.submit(next, making, _END)
            yield item  # type: ignore[misc]  # not the sentinel
