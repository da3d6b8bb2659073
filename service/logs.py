"""Structured logs, and the request id that ties an answer to what the log says of it.

One line for each request; whatever is logged while it is answered bears its id. The endpoints leave in
`request.state` what the line tells besides: `operation`, `document` (the hash of its text), `query` (the
text), `trips` (to the database).
"""

import logging
import re
import sys
import time
from typing import Any, TextIO
from uuid import uuid4

import orjson
import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.graphql_errors import masked
from service.metrics import Metrics
from service.settings import DEFAULTS

REQUEST_ID = b"x-request-id"
# What may be repeated to the client and into the log as it came.
SANE_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:/+=-]{1,128}")
# Asked every few seconds by whatever watches the service.
QUIET_PATHS = ("/health/", "/metrics")
QUERY_IN_LOG = 2_000

_log = structlog.get_logger(__name__)


def configure_logs(form: str | None = None, level: str = DEFAULTS.log_level, stream: TextIO | None = None) -> None:
    """Everything to standard error: structlog's lines and those of the standard library alike.

    `form` is `json` or `text`; None takes text on a terminal. May be called again.
    """
    stream = sys.stderr if stream is None else stream
    as_text = form == "text" or (form is None and stream.isatty())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    ending: list[structlog.typing.Processor] = (
        # Plain tracebacks: the pretty ones print local variables, which may be secrets.
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if as_text
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=_json)]
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class RequestLog:
    """ASGI middleware: a request id, one line for each request, a warning for each slow query.

    An `X-Request-ID` that is sane is taken over, so that a proxy's id leads to our log. What escapes the
    application is logged in full and answered masked.
    """

    def __init__(
        self, app: ASGIApp, *, slow_request: float = DEFAULTS.slow_request, metrics: Metrics | None = None
    ) -> None:
        """`slow_request` in seconds; `metrics` count each request, too."""
        self._app, self._slow_request, self._metrics = app, slow_request, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        # Each request its own: under uvicorn this starts as a copy of the lifespan's state.
        state: dict[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        began, status = time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": [*message["headers"], (REQUEST_ID, request_id.encode())]}
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                _log.exception("internal_error")
                if status:
                    # Half an answer is out: only the server can still end it.
                    raise
                await _send_masked(send_with_id, request_id)
            finally:
                self._tell(scope, state, status, time.perf_counter() - began)

    def _tell(self, scope: Scope, state: dict[str, Any], status: int, seconds: float) -> None:
        line: dict[str, Any] = {
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        for key in ("operation", "document"):
            if state.get(key) is not None:
                line[key] = state[key]
        trips = state["request"].trips if "request" in state else None
        if trips is not None:
            line["trips"] = trips
        if self._metrics:
            self._metrics.note(scope["path"], status, seconds, trips)
        quiet = scope["path"].startswith(QUIET_PATHS) and status < 400
        (_log.debug if quiet else _log.info)("request", **line)
        if "document" in state and seconds >= self._slow_request:
            _log.warning("slow_query", **line, query=state.get("query", "")[:QUERY_IN_LOG])


def _request_id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == REQUEST_ID and SANE_REQUEST_ID.fullmatch(value):
            return str(value, "ascii")
    return uuid4().hex


async def _send_masked(send: Send, request_id: str) -> None:
    body = orjson.dumps({"errors": [masked(request_id)]})
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _json(event: Any, **_: Any) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
