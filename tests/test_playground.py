"""The playground's routes, over a folder that looks like a build and over none."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from service.playground import playground_routes

PAGE = "<!doctype html><title>Retinue playground</title>"
SCRIPT = "/assets/index-Ab12Cd34.js"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "favicon.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "licenses.md").write_text("# Licenses", encoding="utf-8")
    (folder / "assets" / Path(SCRIPT).name).write_text("export {}", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("not to be served", encoding="utf-8")
    return folder


class Client:
    """Asks an application that has the playground's routes, without a server."""

    def __init__(self, dist: Path) -> None:
        self._app = Starlette(routes=playground_routes(dist))

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def request() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, headers=headers)

        return asyncio.run(request())

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self.ask("GET", path, headers)


def directives(policy: str) -> dict[str, set[str]]:
    parts = [part.split() for part in policy.split(";")]
    return {name: set(values) for name, *values in parts}


@pytest.mark.parametrize("path", ["/", "/favicon.svg", "/licenses.md", SCRIPT])
def test_everything_bears_the_security_headers(dist: Path, path: str) -> None:
    answer = Client(dist).get(path)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    policy = directives(answer.headers["Content-Security-Policy"])
    assert policy["default-src"] == {"'self'"}
    assert "script-src" not in policy, "scripts fall under default-src: no inline ones, no eval"
    assert policy["connect-src"] == {"'self'"}
    assert policy["frame-ancestors"] == {"'none'"}
    assert not any(value.startswith(("http", "*")) for v in policy.values() for value in v)


def test_the_page_is_asked_for_anew_and_its_files_are_kept(dist: Path) -> None:
    page = Client(dist).get("/")
    assert page.text == PAGE
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-cache"
    script = Client(dist).get(SCRIPT)
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert "immutable" in script.headers["Cache-Control"]
    assert Client(dist).get("/favicon.svg").headers["Cache-Control"] == "no-cache"


def test_an_unchanged_page_is_not_sent_twice(dist: Path) -> None:
    etag = Client(dist).get("/").headers["ETag"]
    answer = Client(dist).get("/", headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert "Content-Security-Policy" in answer.headers
    assert answer.content == b""


def test_head_and_other_methods(dist: Path) -> None:
    answer = Client(dist).ask("HEAD", "/")
    assert answer.status_code == 200
    assert answer.content == b""
    assert Client(dist).ask("POST", "/").status_code == 405
    assert Client(dist).ask("POST", SCRIPT).status_code == 405


@pytest.mark.parametrize(
    "path",
    ["/assets/missing.js", "/assets/", "/assets/..%2f..%2fsecret.txt", "/assets/%2e%2e/index.html"],
)
def test_nothing_else_is_served(dist: Path, path: str) -> None:
    assert Client(dist).get(path).status_code == 404


def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    folder = tmp_path / "dist"
    unbuilt = Client(folder)
    answer = unbuilt.get("/")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "make run" in answer.text
    assert "/graphql" in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert unbuilt.get("/favicon.svg").status_code == 404
    assert unbuilt.get(SCRIPT).status_code == 404

    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    assert unbuilt.get("/").text == PAGE


def test_the_lock_file_holds_no_address() -> None:
    lock = Path(__file__).resolve().parent.parent / "web" / "package-lock.json"
    assert "://" not in lock.read_text(encoding="utf-8"), "write it with `npm run lock`"
