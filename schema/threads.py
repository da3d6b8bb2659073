"""What takes long is worked out in a thread of its own, so that the service goes on meanwhile."""

import asyncio
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# Fewer rows than this are worked out at once: in less time than it takes to hand them over and back.
MANY = 500


async def worked_out(size: int, work: Callable[[*Ts], T], *given: *Ts, at_once: int | None = None) -> T:
    """What `work` gives; `size` is how many rows it goes through. Up to `at_once` of them, or MANY, take no thread."""
    most = MANY if at_once is None else at_once
    return await asyncio.to_thread(work, *given) if size > most else work(*given)
