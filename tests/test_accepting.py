"""Accept headers: the same rule for every answer that has several media types."""

import pytest

from service.accepting import wanted
from service.permalink_routes import FORMS, _wanted

PAGE, JSON, TEXT = "text/html", "application/json", "text/plain"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, PAGE),
        (" ", PAGE),
        ("*/*", PAGE),
        (BROWSER, PAGE),
        ("text/*", PAGE),
        ("application/*", JSON),
        ("Application/JSON", JSON),
        ("*/*, application/json", JSON),
        ("application/json, */*", JSON),
        ("*/*;q=0.9, application/json;q=0.8", PAGE),
        ("text/plain;q=0.4, application/json;q=0.5", JSON),
        ("text/plain, application/json", TEXT),
        ("application/json;q=7, text/plain", JSON),
        ("application/json;q=0", None),
        ("application/json;q=much", None),
        ("application/json; charset=latin-1, text/plain;q=0.1; charset=UTF-8", TEXT),
        ("image/png", None),
        ("*", None),
        (",;,", None),
    ],
)
def test_what_is_wanted(accept: str | None, expected: str | None) -> None:
    assert wanted(accept, (PAGE, JSON, TEXT)) == expected


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (None, None),
        (BROWSER, None),
        ("image/png", None),
        ("*/*, application/json", "json"),
        ("application/x-bibtex, */*;q=0.1", "bib"),
        ("application/vnd.citationstyles.csl+json", "csl.json"),
        ("text/plain", "txt"),
    ],
)
def test_the_form_of_a_permalink(accept: str | None, suffix: str | None) -> None:
    assert _wanted(accept) == (FORMS[suffix] if suffix else None)
