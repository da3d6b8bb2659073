"""Exports from the command line: the same files as over HTTP, given as they are read."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from schema.errors import NotFound
from schema.scope import Request
from service.address import Address
from service.database import Database
from service.exports import claims
from service.exports.asking import Asked
from service.exports.formats import FORMATS
from service.exports.holdings import holdings_of
from service.sync.exporting import export_lines
from service.sync.store import Store


def checked_name(name: str) -> str:
    """The name of a format. Raises NotFound."""
    if name not in FORMATS:
        raise NotFound(f"there is no export “{name}”", suggestion=f"There are {', '.join(FORMATS)}.")
    return name


def pieces(address: Address, name: str, asked: Asked, *, timeout: float) -> Iterator[bytes]:
    """An export of the database; `timeout` in seconds bounds one query.

    Everything in the claims format is read as writers read, within their limit. Raises BadInput, NotFound, TooBroad,
    DatabaseUnavailable or TimedOut.
    """
    if asked.everything and FORMATS[name].write is claims.write:
        with Store(address) as store:
            yield from export_lines(store)
        return
    with asyncio.Runner() as runner:
        database = Database(address, timeout=timeout)
        try:
            holdings = runner.run(holdings_of(Request(database), asked))
            written = FORMATS[name].write(holdings)
            while piece := runner.run(_next(written)):
                yield piece
        finally:
            runner.run(database.close())


async def _next(written: AsyncIterator[bytes]) -> bytes:
    """The next piece with anything in it; none at the end."""
    async for piece in written:
        if piece:
            return piece
    return b""
