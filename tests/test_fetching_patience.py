"""How long an upstream is waited for, how often it is asked, and how much is taken from it."""

import gzip
import random
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from service.sync.fetching import Fetched, Patience, UpstreamFailed, fetch
from service.sync.upstream import Refused
from tests.made_upstream import HASTY, TABLE, Answer, Upstream, body, dripping, dripping_headers, in_turn


def _fetch(made: Upstream, folder: Path, patience: Patience = HASTY) -> Fetched:
    return fetch([f"{made.url}/table.csv"], (), folder, {}, patience)


@pytest.mark.parametrize("status", [429, 503])
def test_an_upstream_that_asks_to_wait_is_waited_for(made: Upstream, tmp_path: Path, status: int) -> None:
    made.answers["/table.csv"] = in_turn(body(b"", status=status, Retry_After="1"), body(TABLE))
    began = time.monotonic()
    assert _fetch(made, tmp_path).files
    assert time.monotonic() - began >= 1.0


@pytest.mark.parametrize("zone", [" GMT", " +0000", " -0000", ""])
def test_an_instant_to_wait_for_is_understood_too(made: Upstream, tmp_path: Path, zone: str) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True).removesuffix(" GMT") + zone
    made.answers["/table.csv"] = in_turn(body(b"", status=503, Retry_After=until), body(TABLE))
    assert _fetch(made, tmp_path).files
    assert len(made.requests) == 2


@pytest.mark.parametrize("as_instant", [False, True])
def test_an_upstream_that_asks_to_wait_for_long_is_left_alone(made: Upstream, tmp_path: Path, as_instant: bool) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    busy = body(b"", status=429, Retry_After=until if as_instant else "3600")
    made.answers["/table.csv"] = in_turn(busy, body(TABLE))
    expected = r"answered 429 Too Many Requests and asks to be left alone for 3,(600|5\d\d) seconds"
    with pytest.raises(UpstreamFailed, match=expected) as told:
        _fetch(made, tmp_path)
    assert len(made.requests) == 1
    assert told.value.suggestion == "The next run tries again."


def test_nobody_waits_beyond_the_time_that_a_file_may_take(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(b"", status=503, Retry_After="5")
    with pytest.raises(UpstreamFailed, match=r"answered 503 .* left alone for 5 seconds"):
        _fetch(made, tmp_path, patience=Patience(whole=4.0))
    assert len(made.requests) == 1


def test_an_error_of_the_server_is_tried_again(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = in_turn(body(b"", status=502), body(TABLE))
    assert _fetch(made, tmp_path).files


def test_a_server_that_goes_on_failing_is_told(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = body(b"", status=500)
    with pytest.raises(UpstreamFailed, match="answered 500 Internal Server Error"):
        _fetch(made, tmp_path)
    assert len(made.requests) == HASTY.attempts


# A packed file that begins, and a block of it that holds nothing.
PACKED, NOTHING = gzip.compress(b"")[:10], b"\0\0\0\xff\xff"


def _later(answer: Answer) -> Answer:
    """An answer that has to be waited for a little."""

    def wait(handler: BaseHTTPRequestHandler, number: int) -> None:
        # So that the limit of a second falls in the middle of the next one, be the machine busy or not.
        time.sleep(0.7)
        with suppress(OSError):
            answer(handler, number)

    return wait


@pytest.mark.parametrize(
    ("slow", "came"),
    [
        (dripping(TABLE), r"[1-9]\d"),
        (dripping(PACKED, NOTHING, Content_Encoding="gzip"), "0"),
        (dripping_headers, "0"),
        (in_turn(body(b"", status=302, Location="/table.csv"), dripping_headers), "0"),
        (_later(body(b"", status=302, Location="/table.csv")), "0"),
        (in_turn(body(b"", status=503, Retry_After="0"), dripping_headers), "0"),
        (_later(body(b"", status=503, Retry_After="0")), "0"),
    ],
    ids=["body", "nothing packed", "headers", "of a redirect", "redirects", "second attempt", "attempts"],
)
def test_a_byte_now_and_then_is_not_waited_for(made: Upstream, tmp_path: Path, slow: Answer, came: str) -> None:
    """Nor is what takes too long in all: the way there, each redirect, each attempt."""
    made.answers["/table.csv"] = slow
    began = time.monotonic()
    with pytest.raises(UpstreamFailed, match=rf"took more than 1 seconds; {came} bytes of it had come") as told:
        _fetch(made, tmp_path, patience=Patience(silence=5.0, whole=1.0, attempts=9, size=10_000))
    assert 1.0 <= time.monotonic() - began < 3.0
    assert "sync from its path" in str(told.value.suggestion)


def test_what_comes_with_a_redirect_is_not_waited_for(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = dripping(status=302, Location="/elsewhere.csv")
    made.answers["/elsewhere.csv"] = body(TABLE)
    began = time.monotonic()
    (file,) = _fetch(made, tmp_path).files
    assert (file.name, file.read_bytes()) == ("table.csv", TABLE)
    assert time.monotonic() - began < 5.0


def test_silence_is_not_waited_for(made: Upstream, tmp_path: Path) -> None:
    made.answers["/table.csv"] = lambda *_: time.sleep(2)
    with pytest.raises(UpstreamFailed, match=r"nothing came for 0\.2 seconds"):
        _fetch(made, tmp_path, patience=Patience(silence=0.2, whole=2.0, attempts=2))


def test_a_small_answer_that_unpacks_beyond_the_limit_has_failed(made: Upstream, tmp_path: Path) -> None:
    bomb = gzip.compress(b"a" * 50_000_000)
    made.answers["/table.csv"] = body(bomb, Content_Encoding="gzip")
    with pytest.raises(UpstreamFailed, match=r"unpacks to more than 100,000 bytes, of which \d+,\d+ came") as told:
        _fetch(made, tmp_path, patience=Patience(size=100_000))
    assert "raise most_megabytes" in str(told.value.suggestion)
    assert len(made.requests) == 1
    assert (tmp_path / "1" / "table.csv").stat().st_size <= 100_000


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_file_that_is_larger_than_the_limit_is_refused_before_it_comes(
    made: Upstream, tmp_path: Path, encoding: str
) -> None:
    made.answers["/table.csv"] = dripping(Content_Encoding=encoding)
    began = time.monotonic()
    with pytest.raises(Refused, match="is larger than 9,999 bytes"):
        _fetch(made, tmp_path, patience=Patience(size=9_999))
    assert time.monotonic() - began < 5.0


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_does_not_say_how_large_it_is_is_refused_too(made: Upstream, tmp_path: Path, packed: bool) -> None:
    noise = random.Random(1).randbytes(300_000)  # noqa: S311
    data, encoding = (gzip.compress(noise), "gzip") if packed else (noise, None)
    made.answers["/table.csv"] = body(data, Content_Length=None, Content_Encoding=encoding)
    with pytest.raises(Refused, match="is larger than 10,000 bytes"):
        _fetch(made, tmp_path, patience=HASTY)
    assert (tmp_path / "1" / "table.csv").stat().st_size <= 10_000
