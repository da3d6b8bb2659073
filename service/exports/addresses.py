"""Addresses on the web, which some formats insist on."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)
# A percent sign that escapes nothing.
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
# What stands in a path by itself; behind it also a question mark.
_PLAIN = "/%:@!$&'()*+,;="


def web_address(text: str | None) -> str | None:
    """The text as a URI that a link can hold: letters beyond ASCII are escaped, as RFC 3987 has it.

    None where it is no address on the web; a source may be given any other.
    """
    if not text or not _WEB.fullmatch(text):
        return None
    try:
        scheme, host, path, query, fragment = urlsplit(text)
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError:  # brackets around what is no address, names that are too long
        return None
    return urlunsplit((scheme, host, _escaped(path), _escaped(query, "?"), _escaped(fragment, "?")))


def _escaped(part: str, others: str = "") -> str:
    return quote(_STRAY.sub("%25", part), safe=_PLAIN + others)
