"""What a setting can hold: readers of the texts of environment variables, which raise ValueError or KeyError."""

import re
from collections.abc import Callable

NEO4J_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


def word(text: str) -> str:
    return text


def switch(text: str) -> bool:
    known = {"1": True, "true": True, "yes": True, "on": True}
    known |= {"0": False, "false": False, "no": False, "off": False}
    return known[text.lower()]


def whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ValueError
        return int(text)

    return read


def seconds(text: str) -> float:
    # Not float() alone, which also takes nan, inf and 1_000.
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text) or float(text) == 0:
        raise ValueError
    return float(text)


def one_of(*words: str) -> Callable[[str], str]:
    return lambda text: {word: word for word in words}[text.lower()]


def read_heap(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d{0,6}[kmgKMG]", text):
        raise ValueError
    return text.lower()


def read_origins(text: str) -> tuple[str, ...]:
    found = tuple(each.strip().rstrip("/").lower() for each in text.split(","))
    if not all(each == "*" or re.fullmatch(r"https?://[^\s/?#@*]+", each) for each in found):
        raise ValueError
    return found


def read_neo4j_uri(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if scheme not in NEO4J_SCHEMES or not separator or not rest:
        raise ValueError
    return text
