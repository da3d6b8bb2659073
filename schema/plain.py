"""Text as filters compare it: without regard to case and diacritics."""

import unicodedata


def plain(text: str) -> str:
    """The text in one case and without diacritics, white space as single spaces: "Тоқаев" stays, "Ё" becomes "е"."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())
