"""Permalinks over HTTP: `POST /permalinks` keeps a query, `/p/ID` opens it, `/p/ID.json` and the like give its record.

The body is that of a GraphQL request, under the same limits, and is checked like one. It must be JSON, which no form of
a foreign page can send without asking first.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import orjson
from graphql import get_operation_ast
from starlette.requests import Request as HTTPRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from cypher import query
from schema.errors import BadInput, NotFound, TimedOut
from schema.scope import Request
from service import http_errors
from service.accepting import wanted
from service.citing import as_bibtex, as_csl, as_text
from service.graphql_documents import Document
from service.graphql_http import GraphQLHTTP
from service.graphql_request import GraphQLRequest, Refused
from service.http_errors import told_as_errors
from service.permalinks import Content, Permalink, Permalinks, TooMany
from service.playground import HEADERS, page
from service.root_fields import ids_asked
from service.views_asked import views_asked

HTML = "text/html"
_NOT_THERE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Retinue: no such permalink</title>
<h1>No such permalink</h1>
<p>Nothing is kept under this address. Look at it again: an id is short, and each of its letters counts.</p>
<p><a href="/">To the playground</a></p>
</html>
"""


class Form(NamedTuple):
    """A form in which a permalink is told: media type, and what it says of a permalink under an address."""

    media_type: str
    tell: Callable[[Permalink, str], str | bytes]


# By what follows the id in the address; without it the Accept header says which.
FORMS = {
    "json": Form("application/json", lambda link, url: orjson.dumps(link.record(url))),
    "bib": Form("application/x-bibtex", lambda link, url: as_bibtex(link.cited(url))),
    "csl.json": Form(
        "application/vnd.citationstyles.csl+json", lambda link, url: orjson.dumps([as_csl(link.cited(url))])
    ),
    "txt": Form("text/plain", lambda link, url: as_text(link.cited(url)) + "\n"),
}


def permalink_routes(
    permalinks: Permalinks,
    graphql: GraphQLHTTP,
    context: Callable[[HTTPRequest], Awaitable[Request]],
    dist: Path,
    *,
    request_timeout: float,
) -> list[BaseRoute]:
    """`graphql` reads and checks what is to be kept; `dist` holds the playground; `request_timeout` in seconds."""

    async def keep(http: HTTPRequest) -> Response:
        try:
            async with asyncio.timeout(request_timeout):
                asked = await graphql.read(http)
                document = graphql.check(asked)
                request = await context(http)
                await request.pin(asked.data_version)
                version = await request.version()
                await _refuse_runs(request, document, asked)
        except TimeoutError:
            raise TimedOut(f"The request was not whole within {request_timeout:g} seconds.") from None
        views = views_asked(document.node, asked.operation_name, asked.variables)
        content = Content(asked.query, asked.operation_name, asked.variables, version)
        try:
            link = await permalinks.keep(content, views)
        except TooMany as error:
            raise Refused(429, error, {"Retry-After": "60"}) from None
        url = _url(http, link.id)
        return _response(orjson.dumps(link.record(url)), "application/json", {"Location": url}, 201)

    async def tell(http: HTTPRequest) -> Response:
        identity, _, suffix = http.path_params["name"].partition(".")
        if suffix and suffix not in FORMS:
            raise NotFound(
                f"a permalink has no form “{suffix[:20]}”", suggestion=f"There are {', '.join(FORMS)}.", forms=[*FORMS]
            )
        form = FORMS[suffix] if suffix else _wanted(http.headers.get("accept"))
        try:
            link = await permalinks.get(identity)
        except NotFound:
            if form:
                raise
            return HTMLResponse(_NOT_THERE, 404, headers={**HEADERS, "Cache-Control": "no-store", "Vary": "Accept"})
        if form is None:
            opened = await page(dist, http.scope)
            opened.headers["Vary"] = "Accept"
            return opened
        return _response(form.tell(link, _url(http, link.id)), form.media_type)

    return [
        Route("/permalinks", told_as_errors(keep), methods=["POST"]),
        Route("/p/{name}", told_as_errors(tell)),
    ]


async def _refuse_runs(request: Request, document: Document, asked: GraphQLRequest) -> None:
    """Raises BadInput where an id is that of a run of a sync: one trip, made where something is asked for by its id."""
    operation = get_operation_ast(document.node, asked.operation_name)
    ids = ids_asked(document.node, operation, asked.variables) if operation else []
    runs = await request.read(query("read/sync_runs_by_id"), {"ids": ids}) if ids else []
    if runs:
        raise BadInput(
            f"“{runs[0][0]}” cannot be kept: it is a run of a sync, and the ledger of syncs has no data versions.",
            suggestion="Leave it out of what is kept.",
        )


def _url(http: HTTPRequest, identity: str) -> str:
    return f"{http.base_url}p/{identity}"


def _response(
    content: str | bytes, media_type: str, headers: dict[str, str] | None = None, status: int = 200
) -> Response:
    kept = {**http_errors.HEADERS, "Vary": "Accept", **(headers or {})}
    return Response(content, status, {**kept, "Content-Type": f"{media_type}; charset=utf-8"})


def _wanted(accept: str | None) -> Form | None:
    """The form that an Accept header likes best; None for the page, also where it does not care or nothing will do."""
    forms = {form.media_type: form for form in FORMS.values()}
    return forms.get(wanted(accept, (HTML, *forms)) or HTML)
