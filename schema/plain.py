"""Text as filters compare it: without regard to case and diacritics.

In Python's own terms, because it is kept in the graph and must stay what it is, and because no function of the
libraries that search uses does just this: normality's category_replace takes the vowel signs of Devanagari and Khmer
for diacritics, its squash_spaces drops soft hyphens and takes three times as long as splitting and joining, and
rigour's normalize leaves diacritics where it does not take punctuation away too.
"""

import unicodedata


def plain(text: str) -> str:
    """The text in one case and without diacritics, white space as single spaces: "Тоқаев" stays, "Ё" becomes "е"."""
    if text.isascii():
        return " ".join(text.casefold().split())
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())
