"""Graph text: one query a file, the folder its area, the first line a plain sentence that says what it answers.

`query("read/entity_ties")` loads a file, puts the fragments of the closed set in `cypher/fragments` where it
names them (`{{tie_in_view}}`), and checks the parameters of every call against those that the text uses. What
must vary beyond parameters, the type of a relationship or the label of a node, comes from enumerations
(`{{kind}}`, `{{label}}`), never from outside.

Every reading query returns one record with one value, `answer`: lists and plain values only, which is what
the driver unpacks fastest.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
AREAS = ("read", "write", "migrations")

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_PARAMETER = re.compile(r"\$(\w+)")
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


class QueryError(Exception):
    """A query file, or a call of one, that is not in order: a mistake in this program."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to run: its name, the sentence above it, its text and the parameters it takes."""

    name: str
    about: str
    text: str
    parameters: frozenset[str]

    def bind(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """The parameters, checked: each that the text uses and no other."""
        if parameters.keys() != self.parameters:
            missing = ", ".join(sorted(self.parameters - parameters.keys()))
            unused = ", ".join(sorted(parameters.keys() - self.parameters))
            raise QueryError(f"{self.name}: missing parameters: {missing or 'none'}; unused: {unused or 'none'}")
        return parameters


def names() -> list[str]:
    """Every query of the project, as `area/name`."""
    return sorted(f"{file.parent.name}/{file.stem}" for area in AREAS for file in (FOLDER / area).glob("*.cypher"))


@lru_cache(maxsize=512)
def query(name: str, **choices: StrEnum) -> Query:
    """Load a query; `choices` fills the slots that vary over an enumeration, such as `kind=TieKind.LEADS`."""
    file = FOLDER / f"{name}.cypher"
    try:
        raw = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise QueryError(f"there is no query {name}") from None
    about, _, body = raw.partition("\n")
    if not about.startswith("// ") or not about.endswith("."):
        raise QueryError(f"{name}: the first line must be a comment with a sentence that says what it answers")

    def filled(slot: re.Match[str]) -> str:
        word = slot.group(1)
        if word in choices:
            # The text of a label, never a value from outside: enumerations only.
            return getattr(choices[word], "label", choices[word].value)
        return _fragment(word, name)

    text = _COMMENT.sub("", body).strip()
    while _SLOT.search(text):  # fragments may name fragments
        text = _SLOT.sub(filled, text)
    return Query(name, about[3:], text, frozenset(_PARAMETER.findall(text)))


@lru_cache(maxsize=64)
def _fragment(word: str, wanted_by: str) -> str:
    try:
        return _COMMENT.sub("", (FOLDER / "fragments" / f"{word}.cypher").read_text(encoding="utf-8")).strip()
    except FileNotFoundError:
        raise QueryError(f"{wanted_by}: there is no fragment {word}") from None
