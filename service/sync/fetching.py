"""What an upstream publishes, brought to this machine: over HTTP, or from a path.

    URL → conditional request → file in a folder that is thrown away → versions, with the day of each file

A request is tried again where that may help: after 429 and 503 when the upstream asks for it (Retry-After), unless that
is too long to wait, after other errors of a server or of the way there with growing pauses. Whatever is too large, too
slow, cut off or not what its Content-Type says is told in a sentence, and nothing of it is used.
"""

import time
import zlib
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

import anyio
import httpx
import stamina

from schema.edtf import Day
from schema.errors import RetinueError
from service.sync.http_headers import day_of, last_modified, length, refuse_type, retry_after
from service.sync.upstream import Refused

_MOST_REDIRECTS = 10
# zlib's number for data with gzip's header and checksum.
_GZIP = 31
_LARGE = "If that is right, raise most_megabytes in the settings, or sync from a path with --force."


class UpstreamFailed(RetinueError):
    """An upstream that does not give what it should; the next run may succeed.

    `alone_for`: for how many seconds it asks to be left alone, where it does.
    """

    code = "UPSTREAM_FAILED"

    def __init__(self, message: str, *, suggestion: str | None = None, alone_for: float | None = None) -> None:
        super().__init__(message, suggestion=suggestion)
        self.alone_for = alone_for


@dataclass(frozen=True, slots=True)
class Patience:
    """How much is taken from an upstream: seconds, bytes and attempts.

    `silence` is how long nothing may come, `whole` how long one file may take in all, with every attempt and redirect,
    `attempts` how often it is tried, `longest_wait` how long a wait the upstream may ask for before the next attempt.
    `size` is how large a file may be, as it comes and when it is unpacked, or where it is no upstream's but at a path.
    """

    silence: float = 30.0
    whole: float = 600.0
    attempts: int = 4
    size: int = 1024 * 1024 * 1024
    longest_wait: float = 120.0


@dataclass(frozen=True, slots=True)
class Validator:
    """By what an upstream tells whether a file has changed."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Fetched:
    """Files of an upstream: where they are, the day (UTC) and the address of each; by address, whether it changed."""

    files: list[Path] = field(default_factory=list)
    days: dict[Path, Day] = field(default_factory=dict)
    urls: dict[Path, str] = field(default_factory=dict)
    validators: dict[str, Validator] = field(default_factory=dict)

    @property
    def unchanged(self) -> bool:
        """Whether the upstream was asked and says that nothing has changed."""
        return bool(self.validators) and not self.files

    @property
    def asked(self) -> list[str]:
        """The addresses that were asked."""
        return list(self.validators)

    def noted(self, files: Iterable[Path]) -> list[list[str | None]]:
        """By what it is told whether these files change: address, ETag, last modification of each that was fetched."""
        urls = (self.urls[file] for file in files if file in self.urls)
        return [[url, *astuple(self.validators[url])] for url in urls]


def fetch(
    origins: Sequence[str], names: Sequence[str], folder: Path, known: Mapping[str, Validator], patience: Patience
) -> Fetched:
    """Bring what origins name into a folder; below a URL that ends in `/`, the files with these names.

    Each file keeps its name, in a folder that says nothing. Raises UpstreamFailed, or Refused for what is too large or
    not what it says it is.
    """
    urls = [f"{each}{name}" for each in origins if each.endswith("/") for name in names]
    urls += [each for each in origins if not each.endswith("/")]
    fetched = _fetch_all(urls, folder, known, patience)
    if fetched.files and len(fetched.files) < len(fetched.validators):
        # Some have changed: all are needed.
        fetched = _fetch_all(urls, folder, {}, patience)
    return fetched


def _fetch_all(urls: Iterable[str], folder: Path, known: Mapping[str, Validator], patience: Patience) -> Fetched:
    fetched = Fetched()
    for number, url in enumerate(urls, start=1):
        # A folder of its own: files of several addresses may share a name.
        file = folder / str(number) / (Path(unquote(urlsplit(url).path)).name or "file")
        file.parent.mkdir(exist_ok=True)
        response = _fetch_one(url, file, known.get(url), patience)
        fetched.validators[url] = Validator(response.headers.get("etag"), last_modified(response.headers))
        if response.status_code != httpx.codes.NOT_MODIFIED:
            fetched.files.append(file)
            fetched.days[file], fetched.urls[file] = day_of(response.headers), url
    return fetched


class _Again(Exception):
    """A request that may succeed when it is tried again, after so many seconds where the upstream said so."""

    def __init__(self, told: str, after: float | None = None) -> None:
        super().__init__(told)
        self.after = after


def _fetch_one(url: str, file: Path, known: Validator | None, patience: Patience) -> httpx.Response:
    deadline = time.monotonic() + patience.whole

    def again(error: Exception) -> bool | float:
        if not isinstance(error, _Again):
            return False
        if error.after is None:
            return True
        # Where that is too long, an earlier attempt is what the upstream asks not to make.
        return error.after <= min(patience.longest_wait, deadline - time.monotonic()) and error.after

    try:
        for attempt in stamina.retry_context(on=again, attempts=patience.attempts, timeout=patience.whole):
            with attempt, file.open("wb") as opened:
                return anyio.run(_attempt, url, opened, known, patience, deadline - time.monotonic())
    except _Again as error:
        remedy = "The next run tries again."
        raise UpstreamFailed(f"{url}: {error}", suggestion=remedy, alone_for=error.after) from error
    raise AssertionError("an attempt ends in an answer or an error")


async def _attempt(
    url: str, opened: BinaryIO, known: Validator | None, patience: Patience, seconds: float
) -> httpx.Response:
    """One attempt, given up when its seconds are over, at whatever it waits: the way there, headers, redirects, body.

    Timeouts of the client do not bound that: they begin anew with every byte.
    """
    with anyio.move_on_after(seconds):
        return await _exchange(url, opened, known, patience)
    told = f"{url} took more than {patience.whole:g} seconds; {opened.tell():,} bytes of it had come"
    remedy = "The next run tries again; where it goes on, fetch the file by hand and sync from its path."
    raise UpstreamFailed(told, suggestion=remedy)


async def _exchange(url: str, opened: BinaryIO, known: Validator | None, patience: Patience) -> httpx.Response:
    headers = {"User-Agent": "retinue (GraphQL research service; sync)", "Accept-Encoding": "gzip"}
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    try:
        async with (
            httpx.AsyncClient(timeout=patience.silence) as client,
            aclosing(await _answer(client, url, headers)) as response,
        ):
            if response.status_code != httpx.codes.NOT_MODIFIED:
                _refuse_status(response, url)
                refuse_type(response.headers, url)
                await _store(response, url, opened, patience)
            return response
    except httpx.TimeoutException:
        raise _Again(f"nothing came for {patience.silence:g} seconds") from None
    # Before the errors of the way there, of which httpx takes an unknown scheme for one: no other attempt mends it.
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        told = f"{url} is no address that can be fetched, or redirects to none: {error}"
        raise UpstreamFailed(told, suggestion="Mend the address in the settings, or ask whoever runs it.") from None
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise _Again(f"ended early or could not be reached ({type(error).__name__}: {error})") from None


async def _answer(client: httpx.AsyncClient, url: str, headers: Mapping[str, str]) -> httpx.Response:
    """The answer of an address or of the one that it redirects to, not read yet; what redirects bring is not read."""
    request = client.build_request("GET", url, headers=headers)
    for _ in range(_MOST_REDIRECTS + 1):
        response = await client.send(request, stream=True)
        if response.next_request is None:
            return response
        await response.aclose()
        request = response.next_request
    raise UpstreamFailed(f"{url} redirects without an end", suggestion="Mend the address in the settings.")


def _refuse_status(response: httpx.Response, url: str) -> None:
    if response.is_success:
        return
    told = f"answered {response.status_code} {response.reason_phrase}"
    if response.status_code in (429, 503):
        after = retry_after(response.headers)
        raise _Again(f"{told} and asks to be left alone for {after:,.0f} seconds" if after else told, after)
    if response.status_code >= 500:
        raise _Again(told)
    raise UpstreamFailed(f"{url} {told}", suggestion="Mend the address in the settings, or ask whoever runs it.")


async def _store(response: httpx.Response, url: str, opened: BinaryIO, patience: Patience) -> None:
    """Write a body to a file, unpacked, some at a time.

    Raises Refused for what is too large as it comes, UpstreamFailed for what is so when it is unpacked: a bomb.
    """
    said, size = length(response.headers), 0
    too_large = Refused(f"{url} is larger than {patience.size:,} bytes", suggestion=_LARGE)
    if said is not None and said > patience.size:
        raise too_large
    async with aclosing(_unpacked(response, url)) as blocks:
        async for block in blocks:
            size, came = size + len(block), response.num_bytes_downloaded
            if came > patience.size:
                raise too_large
            if size > patience.size:
                told = f"{url} unpacks to more than {patience.size:,} bytes, of which {came:,} came"
                raise UpstreamFailed(told, suggestion=_LARGE)
            opened.write(block)
    if said is not None and response.num_bytes_downloaded != said:
        raise _Again(f"ended after {response.num_bytes_downloaded:,} of {said:,} bytes")


async def _unpacked(response: httpx.Response, url: str) -> AsyncGenerator[bytes, None]:
    """A body as it comes. httpx takes a packed body for whole wherever it ends."""
    packed = response.headers.get("content-encoding", "identity").strip().lower()
    if packed in ("", "identity"):
        async for block in response.aiter_raw():
            yield block
        return
    if packed not in ("gzip", "x-gzip"):
        raise UpstreamFailed(f"{url} is packed as {packed[:40]}, which it was not asked for; expected gzip or nothing")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        async for block in response.aiter_raw():
            while block:
                if unpacking.eof:
                    unpacking = zlib.decompressobj(_GZIP)
                yield unpacking.decompress(block)
                block = unpacking.unused_data
    except zlib.error as error:
        raise _Again(f"is packed as {packed} and cannot be unpacked: {error}") from None
    # Of nothing at all nothing is missing: that it is empty is told as of any file.
    if not unpacking.eof and response.num_bytes_downloaded:
        raise _Again(f"ended early: what is packed as {packed} is not whole")
