"""An upstream of tests: an HTTP server on loopback that answers as it is told."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from service.sync.fetching import Patience

# A table that it may publish, and how long it is waited for where it does not.
TABLE = b"person,post,start,end\nAnna,Bank,2019-01-01,\n"
HASTY = Patience(silence=0.5, whole=3.0, attempts=3, size=10_000, longest_wait=2.0)
# Answers one request; the number says how many came before it for the same path.
Answer = Callable[[BaseHTTPRequestHandler, int], None]


@dataclass
class Upstream:
    """Its address, what it answers by path, and the requests that came: path and headers."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)


def body(data: bytes, *, status: int = 200, **headers: str | None) -> Answer:
    """An answer with a body; headers with `_` for `-`, None for one that is left out."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(data)), **headers}.items():
            if value is not None:
                handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def tagged(data: bytes, etag: str, **headers: str) -> Answer:
    """A body under an ETag, and 304 for whoever has it."""

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        known = handler.headers.get("If-None-Match") == etag
        (body(b"", status=304) if known else body(data, status=200, ETag=etag, **headers))(handler, number)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other; the last one from then on."""
    return lambda handler, number: answers[min(number, len(answers) - 1)](handler, number)


def dripping(begin: bytes = b"", drop: bytes = b"a", *, status: int = 200, **headers: str) -> Answer:
    """An answer of which a few bytes of the body come now and then, until nobody listens."""

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        body(begin, status=status, Content_Length="10000", **headers)(handler, number)
        _drip(handler, drop)

    return answer


def dripping_headers(handler: BaseHTTPRequestHandler, _: int) -> None:
    """An answer of which the headers come byte by byte and do not end."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _drip(handler, b"a")


def _drip(handler: BaseHTTPRequestHandler, drop: bytes) -> None:
    until = time.monotonic() + 30
    with suppress(OSError):
        while time.monotonic() < until:
            handler.wfile.write(drop)
            handler.wfile.flush()
            time.sleep(0.2)


@contextmanager
def upstream() -> Iterator[Upstream]:
    """A server that lasts as long as the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            number = sum(path == self.path for path, _ in made.requests)
            made.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            made.answers[self.path](self, number)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Upstream(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
