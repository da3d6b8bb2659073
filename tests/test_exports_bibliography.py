"""Sources as BibTeX and CSL-JSON, read by programs that cite."""

import json
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from service.address import Address
from service.exports.bibliography import bibtex
from tests.conftest import Asker, Engine
from tests.exports import exports_world, fetched

SOURCES = ["about-then", "almanac", "decade", "either", "gazette", "herald", "register", "season", "web"]
PLAIN = {
    "\\&": "&", "\\%": "%", "\\$": "$", "\\_": "_", "\\#": "#", "\\{": "{", "\\}": "}",
    "\\textasciitilde{}": "~", "\\textbackslash{}": "\\", "\\textasciicircum{}": "^",
}  # fmt: skip


@pytest.fixture(scope="module")
def world(engine: Engine) -> Iterator[Address]:
    yield from exports_world(engine)


@pytest.fixture
def ask(world: Address, asking: Callable[[Address], Asker]) -> Asker:
    return asking(world)


def parsed(content: str) -> dict[str, dict[str, str]]:
    """Entries by key; none may be broken or stand twice."""
    library = parse_string(content)
    assert not library.failed_blocks
    entries = {entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries}
    assert len(entries) == len(library.entries)
    return entries


def unescaped(text: str) -> str:
    """As LaTeX would show it."""
    text = text.removeprefix("{").removesuffix("}") if text.startswith("{") and text.endswith("}") else text
    for written, shown in PLAIN.items():
        text = text.replace(written, shown)
    return text


async def test_bibtex(ask: Asker) -> None:
    entries = parsed((await fetched(ask, "sources.bib")).decode())
    # about-then is named by nothing that counts, and unread says nothing.
    assert sorted(entries) == [name for name in SOURCES if name != "about-then"]
    web = entries["web"]
    assert unescaped(web["title"]) == 'Dams & dikes: 100% "safe"?'
    assert unescaped(web["author"]) == "Åse Holm and {others}"
    assert unescaped(web["howpublished"]) == "Norland_Online"
    assert web["url"] == "https://news.example.org/dams?a=1&b=%7B2%7D#top"
    assert (web["year"], web["month"], web["date"]) == ("2021", "mar", "2021-03-05")
    assert unescaped(web["note"]) == "Reliability C (Admiralty code). Line one. Line two; costs 5$ ~ a lot \\ more."
    assert entries["season"]["year"] == "2020" and "month" not in entries["season"]
    assert "year" not in entries["decade"] and entries["decade"]["note"] == "Published 199X."
    assert "year" not in entries["either"]


@pytest.mark.parametrize(
    "text", ["{", "}", "a } b { c", "\\", "\\{", "50% & 3 # _ ^ ~ $", "@misc{x,\n title = {y}}", '"']
)
def test_no_text_breaks_an_entry(text: str) -> None:
    fields = {"title": text, "author": text, "note": text, "url": f"https://x.org/{text}"}
    entry = parsed(bibtex("k", "2020", fields) + bibtex("l", None, {"title": "after"}))
    assert sorted(entry) == ["k", "l"]
    assert unescaped(entry["k"]["note"]) == " ".join(text.split())
    assert unescaped(entry["k"]["title"]) == " ".join(text.split())


async def csl(ask: Asker, **parameters: Any) -> dict[str, dict[str, Any]]:
    return {item["id"]: item for item in json.loads(await fetched(ask, "sources.csl.json", **parameters))}


async def test_csl_json(ask: Asker) -> None:
    items = await csl(ask)
    assert list(items) == [name for name in SOURCES if name != "about-then"]
    assert items["web"] == {
        "id": "web", "type": "webpage", "title": 'Dams & dikes: 100% "safe"?', "publisher": "Norland_Online",
        "author": [{"literal": "Åse Holm and {others}"}], "issued": {"date-parts": [[2021, 3, 5]]},
        "URL": "https://news.example.org/dams?a=1&b=%7B2%7D#top",
        "note": "Reliability C (Admiralty code). Line one.\nLine two; costs 5$ ~ a lot \\ more.",
    }  # fmt: skip
    assert items["decade"]["issued"] == {"date-parts": [[1990, 1, 1], [1999, 12, 31]]}
    assert "issued" not in items.get("undated", {})


async def test_a_csl_processor_cites_them(ask: Asker) -> None:
    items = await csl(ask)
    with warnings.catch_warnings():
        # citeproc-py warns of what it does not know of the style that it brings along.
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(list(items.values())), formatter.plain)
        for identity in items:
            bibliography.register(Citation([CitationItem(identity)]))
        cited = [str(entry) for entry in bibliography.bibliography()]
    assert len(cited) == len(items)
    [web] = [entry for entry in cited if "Dams" in entry]
    assert "Åse Holm and {others}" in web and "2021" in web and "https://news.example.org/dams" in web


async def test_only_sources_of_the_view(ask: Asker) -> None:
    assert list(await csl(ask, knownAt="2020-06-01")) == ["decade", "gazette", "register", "season"]
    assert list(await csl(ask, about="carl", depth="0")) == []
    assert "web" in await csl(ask, about="eve")
