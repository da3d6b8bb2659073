"""Running the service: database, seed data, web application, in that order, and back."""

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path

import uvicorn
from neo4j import GraphDatabase
from rich.console import Console
from starlette.applications import Starlette
from starlette.requests import Request as HTTPRequest

from schema.cache import Cache
from schema.query import schema
from schema.scope import MOST_MEMORIES, Request
from schema.territories import meant
from service.address import Address
from service.app import create_app
from service.database import Database
from service.logs import configure_logs
from service.opening import opened
from service.progress import progress
from service.settings import Settings
from service.sync.importing import Options, import_paths
from service.sync.store import Store
from service.sync_jobs import SyncJob, scheduled_sources, sync_jobs

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seed_data"
DIST = ROOT / "web" / "dist"
SEED_DATASET = "seed-data"
# Bytes of headers beside a query string of the longest kind, of which a limit of its own tells.
HEADERS_LIMIT = 65_536

FIRST_QUERY = (
    '{ view(asOf: "2022-01-04", knownAt: "2022-02-28") '
    '{ patronage(around: "knb", first: 3) { nodes { sentence certainty } } } }'
)
# Names nobody, so that it has an answer on any graph, an empty one too.
FIRST_QUERY_UNSEEDED = "{ view { people { totalCount } sources { totalCount } } }"


def application(
    settings: Settings,
    address: Address,
    jobs: Mapping[str, SyncJob] | None = None,
    bookmarks: Iterable[str] = (),
) -> Starlette:
    """The web application on a database that answers.

    `jobs`: what it tells of syncs. `bookmarks`: up to where was written, of which no reader may know nothing.
    """
    database = Database(
        address, connections=settings.connections, timeout=settings.database_timeout, bookmarks=bookmarks
    )

    cache, memories = Cache(), Cache(MOST_MEMORIES)
    sources = scheduled_sources(jobs or {})

    async def context(http: HTTPRequest) -> Request:
        made = Request(database, cache, memories, sources)
        http.state.request = made
        return made

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # So that no search has to wait until the names of all countries are read.
        warming = asyncio.create_task(asyncio.to_thread(meant, "Kazakhstan"))
        yield
        await warming
        await database.close()

    return create_app(settings, schema, context, database.ready, DIST, lifespan, database)


def serve(settings: Settings) -> None:
    """Serve until told to stop. Ctrl-C and SIGTERM end everything in order, at whatever moment they come.

    Raises SystemExit on SIGTERM and KeyboardInterrupt on Ctrl-C, when all has been closed.
    """
    # The web server gives signals back when it has ended: by default this one would end the process then and there.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    console = Console(stderr=True)
    configure_logs(settings.log_format, settings.log_level)
    jobs = sync_jobs(settings.sync)
    schedule = _schedule(settings, jobs)
    written = GraphDatabase.bookmark_manager()
    with _listening(settings) as listener, opened(settings, watch=True, bookmarks=written) as address:
        if settings.seed:
            with Store(address, bookmarks=written) as store, progress(console) as tell:
                import_paths(store, [SEED], Options(dataset=SEED_DATASET), tell)
        # The garbage collector passes over what start-up made.
        gc.collect()
        gc.freeze()
        app = application(settings, address, jobs, written.get_bookmarks())
        server = uvicorn.Server(_web_server(app, settings))
        host, port = listener.getsockname()[:2]
        shown = f"[{host}]" if ":" in host else host
        console.print(f"\nRetinue is at [bold]http://{shown}:{port}/[/] (playground) and /graphql.", highlight=False)
        console.print("A first query to try:\n", highlight=False)
        first = FIRST_QUERY if settings.seed else FIRST_QUERY_UNSEEDED
        console.print(f"  {first}\n", markup=False, highlight=False, soft_wrap=True)
        with schedule:
            server.run(sockets=[listener])


def _web_server(app: Starlette, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app, log_config=None, access_log=False, timeout_graceful_shutdown=5,
        # Of the first line and the headers: a query string may be as long as a body.
        h11_max_incomplete_event_size=settings.body_limit + HEADERS_LIMIT,
    )  # fmt: skip


def _schedule(settings: Settings, jobs: Mapping[str, SyncJob]) -> AbstractContextManager[None]:
    """The service's own schedule, which is loaded where there is one. Raises BadInput for one that is none."""
    if not any(job.schedule for job in jobs.values()):
        return nullcontext()
    from service.scheduling import scheduled

    return scheduled(settings, jobs)


def _listening(settings: Settings) -> socket.socket:
    """The socket, bound before anything is started: a port in use is told at once."""
    try:
        family, _, _, _, place = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise OSError(f"{settings.host} is no address of this machine: {error.strerror}") from error
    # With its protocol: asyncio lets small writes go at once (TCP_NODELAY) only where a socket says that it is TCP, and
    # without that every answer waits 40 ms for the client's system to acknowledge its headers.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
    except OSError as error:
        listener.close()
        raise OSError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; choose another port with --port"
        ) from error
    listener.listen(128)
    return listener
