"""Reading the files of graph text, and filling their slots."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SLOT = re.compile(r"\{\{(\w+)\}\}")
PARAMETER = re.compile(r"\$(\w+)")
_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)


class QueryError(Exception):
    """A query file, or a call of one, that is not in order: a mistake in this program."""


class _Listed(list[Any]):
    """A list that is not written out in text: for its log the driver writes out what it sends, kept or not."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<list of {len(self)}>"


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to run: its name, the sentence above it, its text and the parameters it takes."""

    name: str
    about: str
    text: str
    parameters: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", frozenset(PARAMETER.findall(self.text)))

    def bind(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """The parameters, checked: each that the text uses and no other."""
        if parameters.keys() != self.parameters:
            missing = ", ".join(sorted(self.parameters - parameters.keys()))
            unused = ", ".join(sorted(parameters.keys() - self.parameters))
            raise QueryError(f"{self.name}: missing parameters: {missing or 'none'}; unused: {unused or 'none'}")
        return {name: _Listed(given) if isinstance(given, list) else given for name, given in parameters.items()}


@lru_cache(maxsize=512)
def read(name: str) -> str:
    """A file's text, by `area/name`."""
    try:
        return (FOLDER / f"{name}.cypher").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise QueryError(f"there is no query {name}") from None


def sentence_and_body(name: str) -> tuple[str, str]:
    """The sentence in a file's first line, and what stands below it."""
    about, _, body = read(name).partition("\n")
    if not about.startswith("// ") or not about.endswith("."):
        raise QueryError(f"{name}: the first line must be a comment with a sentence that says what it answers")
    return about[3:], body


def filled(text: str, wanted_by: str, slots: Mapping[str, str]) -> str:
    """The text without comments and with its slots filled, by `slots` or else by the fragments they name."""
    text = _COMMENT.sub("", text).strip()
    while SLOT.search(text):  # fragments may name fragments
        text = SLOT.sub(lambda slot: slots[slot[1]] if slot[1] in slots else fragment(slot[1], wanted_by), text)
    return text


def row_without(word: str, left_out: frozenset[int]) -> str:
    """The fragment of a row with null in place of some of its columns, counted from 0."""
    columns = fragment(word, word).removeprefix("[").removesuffix("]").split(", ")
    return f"[{', '.join('null' if place in left_out else column for place, column in enumerate(columns))}]"


@lru_cache(maxsize=64)
def fragment(word: str, wanted_by: str) -> str:
    """A fragment's text without its comments. Raises QueryError, which names who wanted it."""
    try:
        return _COMMENT.sub("", (FOLDER / "fragments" / f"{word}.cypher").read_text(encoding="utf-8")).strip()
    except FileNotFoundError:
        raise QueryError(f"{wanted_by}: there is no fragment {word}") from None
