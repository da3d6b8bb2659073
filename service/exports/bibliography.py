"""Sources as BibTeX and as CSL-JSON, for Zotero, LaTeX, Pandoc and whatever else cites.

BibTeX as https://www.ctan.org/pkg/bibtex describes it; CSL-JSON 1.0 as https://docs.citationstyles.org.
"""

import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson

from schema.source import Source
from service.exports.dates import date_parts, iso_prefix
from service.exports.holdings import Holdings

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_UNSAFE_IN_URL = re.compile(r"[{}\\\s]")


async def write_bibtex(holdings: Holdings) -> AsyncIterator[bytes]:
    async for sources in holdings.sources():
        yield "".join(map(_bibtex_of, sources)).encode()


async def write_csl(holdings: Holdings) -> AsyncIterator[bytes]:
    parting = b"["
    async for sources in holdings.sources():
        for source in sources:
            yield parting + orjson.dumps(_csl_of(source))
            parting = b",\n"
    yield b"[]\n" if parting == b"[" else b"]\n"


def _bibtex_of(source: Source) -> str:
    return bibtex(
        str(source.id),
        source.published_on,
        {
            "title": source.title,
            "author": source.author,
            "howpublished": source.publisher,
            "url": source.url,
            "note": _note(source),
        },
    )


def _csl_of(source: Source) -> dict[str, Any]:
    return csl(
        str(source.id),
        "webpage" if source.url else "document",
        source.published_on,
        {
            "title": source.title,
            "publisher": source.publisher,
            "URL": source.url,
            "note": _note(source),
            "author": [{"literal": source.author}] if source.author else None,
        },
    )


def _note(source: Source) -> str | None:
    """What the formats have no field for."""
    written = source.published_on
    parts = [
        f"Published {written}." if written and written != iso_prefix(written) else None,
        f"Reliability {source.reliability} (Admiralty code)." if source.reliability else None,
        source.note,
    ]
    return " ".join(filter(None, parts)) or None


def bibtex(key: str, date: str | None, fields: Mapping[str, str | None]) -> str:
    """An entry of the type that every style knows. A name is kept whole, whoever it is."""
    lines = [f"  {name} = {{{_braced(name, value)}}}" for name, value in fields.items() if value]
    written = iso_prefix(date)
    if written:
        lines.append(f"  year = {{{written[:4]}}}")
        if len(written) >= 7:
            lines.append(f"  month = {_MONTHS[int(written[5:7]) - 1]}")
        # What biblatex reads, to the day.
        lines.append(f"  date = {{{written}}}")
    return "@misc{" + ",\n".join([key, *lines]) + "\n}\n\n"


def _braced(name: str, value: str) -> str:
    if name == "url":
        return _UNSAFE_IN_URL.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), value)
    text = "".join(_SPECIAL.get(letter, letter) for letter in " ".join(value.split()))
    # Braces keep a title's capitals and an author's name as they are.
    return f"{{{text}}}" if name in ("author", "title") else text


def csl(identity: str, type_: str, date: str | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """An item of CSL-JSON; what is None is left out."""
    made = {"id": identity, "type": type_, **fields, "issued": date_parts(date)}
    return {name: value for name, value in made.items() if value is not None}
