"""Addresses on the web, which some formats insist on."""

import re

_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+", re.IGNORECASE)


def web_address(text: str | None) -> str | None:
    """The text where it is an address that a link can hold; a source may be given any other."""
    return text if text and _WEB.fullmatch(text) else None
