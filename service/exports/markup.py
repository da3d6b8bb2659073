"""XML written by the piece: names escaped, characters that XML cannot hold left out."""

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
# Control characters that no XML 1.0 document may hold, and the halves of pairs.
_UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(value: object) -> str:
    """Text as the content of an element; truth as `true` and `false`."""
    return escape(_UNSPEAKABLE.sub("", _plain(value)))


def attributes(values: Mapping[str, object | None]) -> str:
    """Attributes of an element, each after a blank; those that are None are left out."""
    return "".join(
        f" {name}={quoteattr(_UNSPEAKABLE.sub('', _plain(value)), _ENTITIES)}"
        for name, value in values.items()
        if value is not None
    )


# Line breaks in attributes would be read as blanks.
_ENTITIES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _plain(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
