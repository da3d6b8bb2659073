"""A way to a database that can be cut, as a network is."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from service.address import Address


@dataclass
class Way:
    """Passes bytes on until so many have come from the client; then nothing passes any longer.

    `heard` is what came from the client, in the order in which it came.
    """

    address: Address
    left: int
    heard: bytearray = field(default_factory=bytearray)
    cut: threading.Event = field(default_factory=threading.Event)

    def passes(self, data: bytes) -> bool:
        self.heard += data
        self.left -= len(data)
        if self.left < 0:
            self.cut.set()
        return not self.cut.is_set()


@contextmanager
def way_to(address: Address, bytes_that_pass: int) -> Iterator[Way]:
    """An address behind which the database is, for as long as the block lasts and bytes are left."""
    there = urlsplit(address.uri)
    listener = socket.create_server(("127.0.0.1", 0))
    way = Way(replace(address, uri=f"bolt://127.0.0.1:{listener.getsockname()[1]}"), bytes_that_pass)
    open_ones: list[socket.socket] = [listener]

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                if way.cut.is_set():
                    client.close()
                    continue
                server = socket.create_connection((there.hostname or "", there.port or 0))
                open_ones.extend((client, server))
                threading.Thread(target=passing, args=(client, server, True), daemon=True).start()
                threading.Thread(target=passing, args=(server, client, False), daemon=True).start()

    def passing(source: socket.socket, target: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while (data := source.recv(65_536)) and way.passes(data if counted else b""):
                target.sendall(data)
        for each in (source, target):
            each.close()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield way
    finally:
        way.cut.set()
        for each in open_ones:
            each.close()
