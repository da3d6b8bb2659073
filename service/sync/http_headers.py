"""What an upstream says in the headers of an answer, as far as it can be believed: days, waits, lengths, types."""

import email.utils
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from schema.edtf import Day
from service.instants import today, yet_to_come
from service.sync.upstream import Refused

# What a Content-Type may hold for a file of a suffix; for what servers do not know they say one of the last two.
_SUFFIXES = {
    suffix: (form, "plain", "octet-stream")
    for suffix, form in {".csv": "csv", ".json": "json", ".jsonl": "json", ".yaml": "yaml", ".yml": "yaml"}.items()
}
_PAGES = ("text/html", "application/xhtml+xml")


def refuse_type(headers: httpx.Headers, url: str) -> None:
    """Refuse what is not of the type that its address tells. An error page that comes with 200 is HTML."""
    found = headers.get("content-type", "").partition(";")[0].strip().lower()
    expected = _SUFFIXES.get(Path(urlsplit(url).path).suffix.lower(), ())
    if found in _PAGES or (found and expected and not any(each in found for each in expected)):
        told = " or ".join(expected[:2]) or "a file of data"
        raise Refused(f"{url} is {found} by its Content-Type; expected {told}")


def length(headers: httpx.Headers) -> int | None:
    """How many bytes a body has, as it comes."""
    text = headers.get("content-length", "")
    return int(text) if text.isdecimal() else None


def retry_after(headers: httpx.Headers) -> float | None:
    """Seconds that an upstream asks to wait, whether it gives them or an instant."""
    text = headers.get("retry-after", "")
    if text.isdecimal():
        return float(text)
    instant = _instant(text)
    return max(0.0, (instant - datetime.now(UTC)).total_seconds()) if instant else None


def last_modified(headers: httpx.Headers) -> str | None:
    """When a file was last modified, in the upstream's words; nothing where these tell a day that is yet to come.

    Of what changes before that day, an upstream that is asked with these words would say that nothing has changed.
    """
    text = headers.get("last-modified")
    instant = _instant(text or "")
    return None if instant and yet_to_come(_day(instant), today()) else text


def day_of(headers: httpx.Headers) -> Day:
    """The day on which a file was last modified, else today, UTC."""
    instant = _instant(last_modified(headers) or "")
    return _day(instant) if instant else today()


def _day(instant: datetime) -> Day:
    return instant.date().isoformat()


def _instant(text: str) -> datetime | None:
    """An instant of a header, in UTC, which one without a zone is in, as HTTP has it; None for what is none."""
    try:
        found = email.utils.parsedate_to_datetime(text)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    # The second for years and zones beyond what a date can hold.
    except (ValueError, OverflowError):
        return None
