"""The playground at `/`: the files that `web/` is built into, under a strict Content-Security-Policy.

Nothing here comes from or goes to another host. `index.html` is asked for anew each time;
what it loads bears a hash of its content in its name and is kept for a year.
"""

from __future__ import annotations

import os
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DIRECTIVES = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # the editor positions its lines by style attributes
    "worker-src 'self' blob:",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)
HEADERS = {
    "Content-Security-Policy": "; ".join(DIRECTIVES),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
ASK_EACH_TIME = "no-cache"
KEEP = "public, max-age=31536000, immutable"

NOT_BUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Retinue</title>
<h1>Retinue</h1>
<p>The playground is not built yet: stop the service and type <code>make run</code>,
which builds it and starts the service again.</p>
<p>GraphQL itself answers already: send queries by POST to <code>/graphql</code>.</p>
</html>
"""


class PlaygroundFiles(StaticFiles):
    """Static files with the playground's headers; a folder that is not there holds no files."""

    def __init__(self, directory: Path, cache_control: str) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._headers = {**HEADERS, "Cache-Control": cache_control}

    async def check_config(self) -> None:
        """Starlette would raise at the first request where the folder is missing."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(self._headers)
        return response


async def page(dist: Path, scope: Scope) -> Response:
    """The playground's page, whichever address it is opened under; where it is not built, how to build it."""
    if not (dist / "index.html").is_file():
        return HTMLResponse(NOT_BUILT, headers={**HEADERS, "Cache-Control": "no-store"})
    return await PlaygroundFiles(dist, ASK_EACH_TIME).get_response("index.html", scope)


def playground_routes(dist: Path) -> list[BaseRoute]:
    """Routes for the built playground in `dist` (`web/dist`): `/`, what lies beside it, and `/assets`.

    Without `dist/index.html`, `/` says how to build it; a build that comes later is found.
    """
    files = PlaygroundFiles(dist, ASK_EACH_TIME)

    async def index(request: Request) -> Response:
        return await page(dist, request.scope)

    def beside(name: str) -> Route:
        async def endpoint(request: Request) -> Response:
            return await files.get_response(name, request.scope)

        return Route(f"/{name}", endpoint)

    return [
        Route("/", index),
        beside("favicon.svg"),
        beside("licenses.md"),
        Mount("/assets", PlaygroundFiles(dist / "assets", KEEP)),
    ]
