"""Addresses as formats that insist on a URI take them."""

import pytest

from service.exports.addresses import web_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://news.example.org/dams?a=1&b=%7B2%7D#top", "https://news.example.org/dams?a=1&b=%7B2%7D#top"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("https://журнал.example/том", "https://xn--80alqgor.example/%D1%82%D0%BE%D0%BC"),
        ("https://example.org/é?q=ü#ß", "https://example.org/%C3%A9?q=%C3%BC#%C3%9F"),
        ("https://example.org/100%/[2]", "https://example.org/100%25/%5B2%5D"),
        ("https://example.org/a b", None),
        ("ftp://example.org/a", None),
        ("http://[::1/a", None),
        ("https://ж..example/a", None),
        ("no address", None),
        (None, None),
    ],
)
def test_web_address(text: str | None, address: str | None) -> None:
    assert web_address(text) == address
