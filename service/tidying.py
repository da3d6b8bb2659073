"""When the garbage collector comes: after an answer, rather than in the middle of one."""

import gc
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

# Objects that are left over from answers, in cycles that only the collector finds: some two thousand from each, most of
# them the driver's. So many take it some ten milliseconds.
LEFT_OVER: Final = 10_000


class TidyAfterwards:
    """ASGI middleware: has the collector look at what is young when an answer has been sent and enough is left over."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            if gc.get_count()[0] > LEFT_OVER:
                gc.collect(0)
