"""An upstream of tests: an HTTP server on loopback that answers as it is told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# Answers one request; the number says how many came before it for the same path.
Answer = Callable[[BaseHTTPRequestHandler, int], None]


@dataclass
class Upstream:
    """Its address, what it answers by path, and the requests that came: path and headers."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)


def body(data: bytes, *, status: int = 200, **headers: str) -> Answer:
    """An answer with a body; headers with `_` for `-`."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(data)), **headers}.items():
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
