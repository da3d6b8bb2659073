"""The web application: playground, GraphQL and health, put together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import strawberry
import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Lifespan

from schema.errors import BadInput, DatabaseUnavailable, NotFound, RetinueError
from service.database import Database
from service.execution import PlainExecutor
from service.exports.routes import export_routes
from service.graphql_documents import Limits
from service.graphql_http import GraphQLHTTP
from service.graphql_request import VERSION_HEADER
from service.http_errors import errors_response, json_response
from service.logs import RequestLog
from service.metrics import Metrics
from service.permalink_routes import permalink_routes
from service.permalinks import Permalinks
from service.playground import playground_routes
from service.settings import Settings
from service.tidying import TidyAfterwards
from service.trusted_documents import TrustedDocuments

# How long the database may take to say that it is there, in seconds; who asks waits some 2.
READY_TIMEOUT = 1.5

_log = structlog.get_logger(__name__)


def create_app(
    settings: Settings,
    schema: strawberry.Schema,
    context: Callable[[Request], Awaitable[Any]],
    ready: Callable[[], Awaitable[None]],
    dist: Path,
    lifespan: Lifespan[Starlette] | None = None,
    database: Database | None = None,
) -> Starlette:
    """All routes of the service.

    `context` makes the context of one GraphQL operation; `ready` raises if the database does not answer;
    `dist` holds the built playground. Pages of other origins may read answers where the settings say so. Exports and
    permalinks are there where the `database` is given that `context` reads. Raises BadInput for trusted documents that
    cannot be answered.
    """
    limits = Limits(tokens=settings.max_tokens, depth=settings.max_depth_of_query, aliases=settings.max_aliases)
    # Where no others are to be answered, and there are none, nothing is.
    trusted = TrustedDocuments(only=settings.only_documents)
    if settings.documents:
        trusted = TrustedDocuments.read(settings.documents, schema._schema, limits, only=settings.only_documents)
    graphql = GraphQLHTTP(
        schema,
        context,
        limits=limits,
        body_limit=settings.body_limit,
        request_timeout=settings.request_timeout,
        execution_context_class=PlainExecutor,
        data_version=lambda request: request.version(),
        trusted=trusted,
    )

    async def is_ready(request: Request) -> Response:
        try:
            async with asyncio.timeout(READY_TIMEOUT):
                await ready()
        except Exception as error:
            if not isinstance(error, (RetinueError, TimeoutError)):
                _log.error("not_ready", exc_info=error)
            told = str(error) if isinstance(error, RetinueError) else "The database does not answer."
            return json_response({"status": "unavailable", "code": DatabaseUnavailable.code, "message": told}, 503)
        return json_response({"status": "ready"})

    metrics = Metrics()
    beyond: list[BaseRoute] = []
    if database:
        beyond += permalink_routes(
            Permalinks(database),
            graphql,
            context,
            dist,
            request_timeout=settings.request_timeout,
        )
        beyond += export_routes(context, query_limit=settings.body_limit, first_byte_timeout=settings.request_timeout)
    return Starlette(
        routes=[
            *playground_routes(dist),
            Route("/graphql", graphql),
            *beyond,
            Route("/health/live", _is_alive),
            Route("/health/ready", is_ready),
            Route("/metrics", metrics.tell),
        ],
        middleware=[
            Middleware(TidyAfterwards),
            Middleware(RequestLog, slow_request=settings.slow_request, metrics=metrics),
            *_for_origins(settings.origins),
        ],
        exception_handlers={HTTPException: _http_error},
        lifespan=lifespan,
    )


def _for_origins(origins: Sequence[str]) -> list[Middleware]:
    """What lets pages of these origins ask. There are no cookies and no logins that could be misused."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Content-Type", "If-None-Match", VERSION_HEADER, "X-Request-ID"),
            expose_headers=("Content-Disposition", "ETag", "Location", "Retry-After", VERSION_HEADER, "X-Request-ID"),
            max_age=3600,
        )
    ]


async def _is_alive(request: Request) -> Response:
    return json_response({"status": "alive"})


async def _http_error(request: Request, error: Exception) -> Response:
    """What the router refuses (404, 405), in the form of every other error."""
    assert isinstance(error, HTTPException)
    code = NotFound.code if error.status_code == 404 else BadInput.code
    message = f"{error.detail}: {request.method} {request.url.path[:200]}"
    return errors_response([{"message": message, "extensions": {"code": code}}], error.status_code, error.headers)
