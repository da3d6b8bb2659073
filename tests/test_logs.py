"""The log's lines and the request id, as a stream of JSON takes them.

`logged` configures the logs onto a stream of its own, gives a function that reads the lines so far, and
puts everything back afterwards.
"""

import io
import logging
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import orjson
import pytest
import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from service.logs import RequestLog, configure_logs
from tests.toy import SECRET, Contexts, application, ask

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def logged() -> Iterator[Lines]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    # basicConfig closes the handlers that it takes away, pytest's among them.
    root.handlers.clear()
    configure_logs("json", "debug", stream)

    def lines() -> list[dict[str, Any]]:
        read = [orjson.loads(line) for line in stream.getvalue().splitlines()]
        # The client logs as well.
        return [line for line in read if line["logger"].partition(".")[0] not in ("httpx", "httpcore", "asyncio")]

    yield lines
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:] = before
    root.setLevel(level)


async def _echo(request: Request) -> Response:
    structlog.get_logger("elsewhere").info("within")
    return PlainTextResponse(request.state.request_id)


async def _traced(request: Request) -> Response:
    request.state.request = SimpleNamespace(trips=3)
    return PlainTextResponse("")


async def _fails(request: Request) -> Response:
    raise RuntimeError(SECRET)


async def _fails_halfway(request: Request) -> Response:
    async def halves() -> Any:
        yield b"half"
        raise RuntimeError(SECRET)

    return StreamingResponse(halves())


@pytest.fixture
def app(logged: Lines) -> Starlette:
    routes = [
        Route("/echo", _echo),
        Route("/traced", _traced),
        Route("/fails", _fails),
        Route("/halfway", _fails_halfway),
        Route("/health/live", _echo),
    ]
    return Starlette(routes=routes, middleware=[Middleware(RequestLog)])


def client(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://retinue.test")


async def test_each_request_has_an_id_and_a_line(app: Starlette, logged: Lines) -> None:
    answer = await client(app).get("/echo?secret=1")
    request_id = answer.headers["x-request-id"]
    assert answer.text == request_id
    within, line = logged()
    assert (within["event"], within["request_id"], within["logger"]) == ("within", request_id, "elsewhere")
    assert line["event"] == "request"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/echo", 200)
    assert line["request_id"] == request_id
    assert line["level"] == "info"
    assert line["ms"] >= 0
    assert line["timestamp"].endswith("Z")
    assert not {"operation", "document", "trips"} & line.keys()


@pytest.mark.parametrize("given", ["a", "4bf92f35-77b3", "root=1/x:2+3.4_", "x" * 128])
async def test_a_sane_request_id_is_taken_over(app: Starlette, given: str) -> None:
    answer = await client(app).get("/echo", headers={"X-Request-ID": given})
    assert (answer.text, answer.headers.get_list("x-request-id")) == (given, [given])


@pytest.mark.parametrize("given", ["", " ", "x" * 129, 'a"b', "a b", "<script>", "é"])
async def test_any_other_is_replaced(app: Starlette, given: str) -> None:
    answer = await client(app).get("/echo", headers={b"X-Request-ID": given.encode()})
    assert answer.text != given
    assert len(answer.text) == 32


async def test_what_escapes_is_masked_and_told_in_the_log_alone(app: Starlette, logged: Lines) -> None:
    answer = await client(app).get("/fails")
    assert answer.status_code == 500
    assert SECRET not in answer.text
    (error,) = answer.json()["errors"]
    request_id = answer.headers["x-request-id"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": request_id}
    told, line = logged()
    assert SECRET in told["exception"]
    assert "Traceback" in told["exception"]
    assert told["request_id"] == request_id
    assert (line["event"], line["status"]) == ("request", 500)


async def test_an_answer_that_breaks_off_is_logged_and_ended_by_the_server(app: Starlette, logged: Lines) -> None:
    with pytest.raises(RuntimeError):
        await client(app).get("/halfway")
    assert [line["event"] for line in logged()] == ["internal_error", "request"]


async def test_trips_are_told(app: Starlette, logged: Lines) -> None:
    await client(app).get("/traced")
    assert logged()[-1]["trips"] == 3


async def test_health_is_logged_quietly(app: Starlette, logged: Lines) -> None:
    await client(app).get("/health/live")
    assert logged()[-1]["level"] == "debug"
    await client(app).get("/health/nothing")
    assert logged()[-1]["level"] == "info"


async def test_operations_are_told_and_slow_ones_warned_of(logged: Lines) -> None:
    endpoint = application(Contexts())
    quick, slow = RequestLog(endpoint, slow_request=60), RequestLog(endpoint, slow_request=0.01)
    query = "query Nap { sleep(seconds: 0.05) }"
    await ask(client(quick), query)
    (line,) = logged()
    assert (line["operation"], len(line["document"])) == ("Nap", 64)
    await ask(client(slow), query, variables={"private": "x"})
    _, _, warning = logged()
    assert (warning["event"], warning["level"]) == ("slow_query", "warning")
    assert warning["query"] == query
    assert warning["operation"] == "Nap"
    assert warning["ms"] >= 50


async def test_masked_errors_of_fields_stand_in_the_log_in_full(logged: Lines) -> None:
    answer = await ask(client(RequestLog(application(Contexts()))), "{ broken }")
    (error,) = answer.json()["errors"]
    told = logged()[0]
    assert error["extensions"]["requestId"] == told["request_id"] == answer.headers["x-request-id"]
    assert told["path"] == ["broken"]
    assert SECRET in told["exception"]


def test_the_standard_library_logs_in_the_same_form(logged: Lines) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r"):
        logging.getLogger("neo4j").warning("slow %s", "disk")
    (line,) = logged()
    assert (line["event"], line["level"], line["logger"], line["request_id"]) == ("slow disk", "warning", "neo4j", "r")


def test_the_level_is_heeded(logged: Lines) -> None:
    stream = io.StringIO()
    configure_logs("json", "warning", stream)
    structlog.get_logger("x").info("hidden")
    logging.getLogger("x").info("hidden")
    structlog.get_logger("x").warning("shown")
    assert stream.getvalue().count("\n") == 1


def test_text_for_a_terminal(logged: Lines) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal, pipe = Terminal(), io.StringIO()
    for stream in (terminal, pipe):
        configure_logs(None, "info", stream)
        try:
            _raise_with_secret()
        except RuntimeError:
            structlog.get_logger("x").exception("failed", path=object())
    assert not terminal.getvalue().startswith("{")
    assert "RuntimeError: told" in terminal.getvalue()
    assert SECRET not in terminal.getvalue(), "local variables are nobody's business"
    assert orjson.loads(pipe.getvalue())["event"] == "failed"


def _raise_with_secret() -> None:
    hidden = SECRET  # noqa: F841 - a traceback that prints locals would show it
    raise RuntimeError("told")
