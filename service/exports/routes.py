"""Exports over HTTP: `GET /export/ties.csv?asOf=2022-01-04&about=knb`, streamed.

Whatever is wrong with the question is told before the first byte, in the form of every other error. What fails
afterwards breaks the answer off, so that no reader takes a part for the whole.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing

from starlette.requests import Request as HTTPRequest
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from schema.errors import NotFound, TimedOut
from schema.scope import Request
from service.exports.asking import Asked, asked_for
from service.exports.formats import FORMATS, Format
from service.exports.holdings import Holdings, holdings_of
from service.graphql_request import VERSION_HEADER
from service.http_errors import HEADERS, told_as_errors

Context = Callable[[HTTPRequest], Awaitable[Request]]


def export_routes(context: Context, *, query_limit: int, first_byte_timeout: float) -> list[BaseRoute]:
    """`query_limit` in bytes of the query string; `first_byte_timeout` in seconds."""

    async def export(http: HTTPRequest) -> Response:
        name = http.path_params["name"]
        if name not in FORMATS:
            raise NotFound(
                f"there is no export “{name[:50]}”", suggestion=f"There are {', '.join(FORMATS)}.", formats=[*FORMATS]
            )
        asked = asked_for(http.scope.get("query_string", b""), query_limit)
        try:
            async with asyncio.timeout(first_byte_timeout):
                return await _answer(http, await context(http), asked, name)
        except TimeoutError:
            raise TimedOut(
                f"the export did not begin within {first_byte_timeout:g} seconds",
                suggestion="Ask for less: a smaller depth, fewer entities in about.",
            ) from None

    return [Route("/export/{name}", told_as_errors(export))]


async def _answer(http: HTTPRequest, request: Request, asked: Asked, name: str) -> Response:
    format_ = FORMATS[name]
    holdings = await holdings_of(request, asked)
    headers = {
        "Content-Type": format_.media_type,
        "Content-Disposition": f'attachment; filename="retinue-v{holdings.version}-{name}"',
        **HEADERS,
        VERSION_HEADER: str(holdings.version),
    }
    if http.method == "HEAD":
        return Response(headers=headers)
    return StreamingResponse(await _begun(format_, holdings), headers=headers)


async def _begun(format_: Format, holdings: Holdings) -> AsyncIterator[bytes]:
    """The file's pieces, the first of which is there already: what fails until then can still be told."""
    pieces = format_.write(holdings)
    first = await anext(pieces, b"")

    async def rest() -> AsyncIterator[bytes]:
        async with aclosing(pieces):  # type: ignore[type-var]  # each is a generator, which can be closed
            yield first
            async for piece in pieces:
                if piece:
                    yield piece

    return rest()
